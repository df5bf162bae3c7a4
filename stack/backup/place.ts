import type { Secrets } from "../secrets.ts";
import { type PartStatus, StackError } from "../stack.ts";

/**
 * @param stop The command that stops the site.
 * @throws {StackError} if a part runs.
 */
export function assertStopped(status: readonly PartStatus[], stop: string): void {
  const running = status.filter(({ pid }) => pid !== null).map(({ name }) => name);
  if (running.length > 0)
    throw new StackError(`The site runs (${running.join(", ")}). Stop it first: \`${stop}\`.`);
}

/** The disks of the Redis nodes, while none of them runs. */
export interface DataDisks {
  /** The names of the nodes that have data. */
  used(): Promise<string[]>;
  erase(): Promise<void>;
  /**
   * Gives one node these data. The others copy them from it at the next start.
   * @param rdb All data, as Redis writes them.
   * @returns The node's name.
   */
  write(rdb: Buffer): Promise<string>;
}

/** Where a backup is brought back to: a site that doesn't run. */
export interface Place {
  readonly status: readonly PartStatus[];
  readonly disks: DataDisks;
  /** The file with the site's secrets. It need not exist. */
  readonly envFile: string;
  /** What that file says at this moment. */
  secrets(): Promise<Secrets>;
}
