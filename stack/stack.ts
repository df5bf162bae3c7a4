import type { LogFilter } from "./logs/timeline.ts";
import type { Address, Part, PartKind } from "./topology.ts";

/**
 * Redis's policy when its memory is full: remove sessions long unused, or refuse what would take
 * more.
 */
export type WhenFull = "volatile-lru" | "noeviction";

/**
 * A part's state, as a look at it finds it now:
 * - `up`: it answers, and an app node says it is ready;
 * - `starting`: its process runs but doesn't answer yet (or Redis is still loading its data);
 * - `unready`: an app node that runs but can't reach Redis;
 * - `draining`: it was asked to end and finishes the requests in progress;
 * - `frozen`: its process is stopped (SIGSTOP);
 * - `down`: it doesn't run.
 */
export type Health = "up" | "starting" | "unready" | "draining" | "frozen" | "down";

export interface PartStatus {
  readonly name: string;
  readonly kind: PartKind;
  /**
   * A Redis node's role as the node itself tells it now; null for a part that has no role, or that
   * can't be asked.
   */
  readonly role: "primary" | "replica" | null;
  readonly pid: number | null;
  readonly port: number;
  readonly health: Health;
}

export interface LogOptions extends LogFilter {
  readonly follow: boolean;
}

/** The operations on the running parts, however they run. Names are those of `topology.ts`. */
export interface Stack {
  readonly parts: readonly Part[];
  /** Whether `lag` can be had here. */
  readonly canLag: boolean;
  /** Starts every part and waits until all of them answer. */
  up(): Promise<void>;
  /** Stops every part, from the load balancer inwards. */
  down(): Promise<void>;
  status(): Promise<PartStatus[]>;
  /** Ends a part at once (SIGKILL): it gets no chance to clean up. */
  kill(name: string): Promise<void>;
  /** Starts a part that isn't running and waits until it answers. */
  start(name: string): Promise<void>;
  /**
   * Stops a part gracefully, starts it again and waits until it answers; without a
   * name, every app node in turn.
   */
  restart(name?: string): Promise<void>;
  /**
   * Replaces the nodes of the app by nodes of another build, each after the one before it is ready.
   * No request fails, and pages of the previous build go on working.
   * @param build Its folder; with Docker, its image.
   */
  deploy(build: string): Promise<void>;
  /**
   * Goes back to the newest earlier build that no rollback has left. A second rollback therefore
   * never brings back the build that the first one left.
   * @throws {StackError} if there is none.
   */
  rollback(): Promise<void>;
  /** The builds that can be run without building, as `deploy` takes them, the present one first. */
  builds(): Promise<string[]>;
  /** Stops a part where it stands (SIGSTOP): its connections stay open and nothing answers. */
  freeze(name: string): Promise<void>;
  /** Lets a frozen part go on. */
  thaw(name: string): Promise<void>;
  /**
   * Cuts the network between a part and others, all links at once and in both directions:
   * connections stay open and nothing arrives.
   */
  cut(one: string, others: readonly string[]): Promise<void>;
  /** Delays a Redis node's replication by this many milliseconds. */
  lag(name: string, ms: number): Promise<void>;
  /** Ends every cut and every lag. */
  heal(): Promise<void>;
  /** Makes a replica the primary as planned, without losing a write; gives its name. */
  failover(): Promise<string>;
  /**
   * Takes all free memory from the Redis nodes: the next login has no room.
   * @param withStrangers Adds keys first that leave before any session has to.
   */
  fill(whenFull: WhenFull, withStrangers?: boolean): Promise<void>;
  /** Gives the memory back. */
  relieve(): Promise<void>;
  /** Kills a Redis node and erases its disk; it stays down until it is started. */
  loseDisk(name: string): Promise<void>;
  /** Writes the logs to this process's output, in one order; without names, those of every part. */
  logs(names: readonly string[], options: LogOptions): Promise<void>;
  /**
   * Where this machine reaches the part itself, past the load balancer. With Docker on Linux only.
   */
  address(name: string): Promise<Address>;
}

/** A request to the runner that can't be carried out; the message tells what to do instead. */
export class StackError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "StackError";
  }
}
