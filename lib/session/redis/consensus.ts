/*
 * Which node is primary, which replicas are in step, and which node may answer a read that the
 * primary does not. The last statements of a majority of all Sentinels decide it.
 */
import { fine, type Opinion, parsed, type View, viewOf } from "./opinion.ts";
import type { Named } from "./replicas.ts";
import { Statements } from "./statements.ts";
import type { Address } from "./target.ts";

/**
 * Milliseconds for which a replica that was given up and came back is not read. The Sentinels may
 * report "linked" from their last look, up to 10 s ago. Where the wire to its primary is cut, the
 * replica itself reports so for another 10 s (repl-timeout).
 */
const doubtedFor = 20_000;

/**
 * The conclusions from the Sentinels' last statements: which node is primary, which replicas are up
 * and in step, and which node may answer a read that the primary doesn't. An answer counts from the
 * moment at which the Sentinel was asked.
 *
 * Any change takes a majority of all Sentinels, and not only of those that answer: any two such
 * majorities have a Sentinel in common. So a write that was acknowledged on a new primary, and a
 * read that trusts the old one, can't each have a majority on its side. While fewer answer, the
 * last statement of a majority stays in force.
 */
export class Consensus {
  readonly #sentinels: number;
  readonly #said = new Statements();
  /**
   * The primary, if all Sentinels that answered name it. A Sentinel that names another may be the
   * one that led that other's election.
   */
  #primary: string | undefined;
  /** Whether most of all Sentinels have ever agreed, or else whether fewer must be enough. */
  #basis: "none" | "few" | "most" = "none";
  #agrees = false;
  /** The primary that the replicas in step are in step with. */
  #leader: string | undefined;
  /**
   * Replicas that were linked to this primary and have been up ever since. Every acknowledged write
   * waits for them, so they have all such writes. A primary that was deposed is listed as a replica
   * at once, but counts only when it has caught up: waiting for a frozen one would hold up logins
   * for another `down-after-milliseconds`.
   */
  readonly #inStep = new Set<string>();
  /**
   * When each replica that was in step was last seen to be given up: until then writes were
   * acknowledged without it.
   */
  readonly #givenUp = new Map<string, number>();
  /** Every replica of that primary that a Sentinel lists, and whether most consider it up. */
  #known = new Map<string, boolean>();

  /** @param sentinels The number of Sentinels. */
  constructor(sentinels: number) {
    this.#sentinels = sentinels;
  }

  /** The number of replicas that an acknowledged write must have reached. */
  get replicasInStep(): number {
    return this.#inStep.size;
  }

  /** Which replicas must have a write before it is acknowledged. */
  get named(): Named {
    return {
      primary: this.#leader,
      // This is a copy: an election empties the set while a write under way still has to reach
      // them.
      inStep: new Set(this.#inStep),
      isKnown: (address) => this.#known.has(address),
      isUp: (address) => this.#known.get(address) === true,
      // The primary knows up to 10 s earlier than the Sentinels, because each of them looks at a
      // replica's link only every 10 s.
      join: (address) => {
        this.#inStep.add(address);
        this.#givenUp.delete(address);
      },
    };
  }

  /**
   * The nodes that may answer a read if the primary doesn't: the replicas in step, and the primary
   * itself if every Sentinel that answers still names it. None, unless most Sentinels said so when
   * they were asked at `since` or later.
   *
   * With `since` as the moment at which the read began, the read can't miss a revocation that was
   * acknowledged before that moment, however long an answer takes and however short an election is.
   * The node that acknowledged it on another primary, or without a replica, had the word of most
   * Sentinels, and one of those would have said the same here.
   * @param since A time of `performance.now()`.
   */
  readable(since: number): { primary: Address[]; inStep: Address[] } {
    const fresh = this.#said.live(since);
    const supporting = fresh.filter(({ primary }) => primary === this.#leader);
    if (!this.#isMost(supporting.length)) return { primary: [], inStep: [] };
    const isDoubted = (address: string) =>
      since - (this.#givenUp.get(address) ?? Number.NEGATIVE_INFINITY) < doubtedFor;
    const inStep = [...this.#inStep].filter(
      (address) => !isDoubted(address) && this.#isMost(fine(address, fresh, supporting)),
    );
    return { primary: this.#primary ? [parsed(this.#primary)] : [], inStep: inStep.map(parsed) };
  }

  /** Every node that a Sentinel lists, as `host port`. */
  get listed(): ReadonlySet<string> {
    return this.#said.listed;
  }

  /** Whether most consider the primary up, and each of its replicas. */
  get view(): View {
    return viewOf(this.#leader, this.#said.opinions);
  }

  /**
   * Whether any Sentinel named this server (`host port`) primary when it last answered. A server
   * that a single Sentinel names may be the one that was just promoted.
   */
  names(server: string): boolean {
    return this.#said.opinions.some(({ primary }) => primary === server);
  }

  /** Whether most Sentinels named another primary than this server when they last agreed. */
  replaced(server: string): boolean {
    return this.#leader !== undefined && this.#leader !== server;
  }

  /**
   * Takes one Sentinel's answer. An answer changes nothing if its question was sent before that of
   * the Sentinel's last answer.
   * @param sentinel Its number.
   * @param asked When it was asked, by `performance.now()`.
   * @param opinion Undefined when it didn't answer: its last statement is then left out.
   * @returns Whether most Sentinels agree on a primary. The statements of a minority change nothing
   * but `names`.
   */
  take(sentinel: number, asked: number, opinion: Opinion | undefined): boolean {
    this.#said.take(sentinel, asked, opinion);
    this.#agrees = this.#conclude(asked);
    return this.#agrees;
  }

  /**
   * Settles for the Sentinels that answer, if a majority never did. Otherwise a node that starts
   * while two of three are away could write nothing, although the primary works. From the moment at
   * which a majority answers, fewer change nothing any more.
   */
  makeDo(now = performance.now()): void {
    if (this.#basis !== "none") return;
    this.#basis = "few";
    this.#agrees = this.#conclude(now);
  }

  /** Whether most Sentinels agreed on a primary at the last answer. */
  get agrees(): boolean {
    return this.#agrees;
  }

  #conclude(now: number): boolean {
    const live = this.#said.live();
    if (this.#isMost(live.length)) this.#basis = "most";
    const most = (count: number) => (this.#basis === "few" ? count > live.length / 2 : this.#isMost(count));
    const named = (primary: string) => live.filter((opinion) => opinion.primary === primary).length;
    const leader = live.map(({ primary }) => primary).find((primary) => most(named(primary)));
    if (!leader) return false;
    if (leader !== this.#leader) {
      this.#inStep.clear();
      this.#known = new Map();
    }
    this.#leader = leader;
    this.#primary = named(leader) === live.length ? leader : undefined;

    const supporting = live.filter(({ primary }) => primary === leader);
    const replicas = supporting.flatMap((opinion) => opinion.replicas);
    const known = new Map<string, boolean>();
    for (const address of new Set([...replicas.map((one) => one.address), ...this.#inStep])) {
      const up = fine(address, live, supporting);
      // If no majority considers it up, and none considers it down or gone, its state stays the
      // same.
      const isUp = most(up) || (!most(live.length - up) && this.#known.get(address) !== false);
      if (replicas.some((one) => one.address === address)) known.set(address, isUp);
      const linked = replicas.filter((replica) => replica.address === address && replica.linked).length;
      if (isUp) {
        if (most(linked)) this.#inStep.add(address);
      } else if (this.#inStep.delete(address) || this.#givenUp.has(address)) this.#givenUp.set(address, now);
    }
    this.#known = known;
    for (const [address, last] of this.#givenUp) if (now - last > doubtedFor) this.#givenUp.delete(address);
    return true;
  }

  #isMost(count: number): boolean {
    return count > this.#sentinels / 2;
  }
}
