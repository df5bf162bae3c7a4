import type { Session } from "../../lib/session/index.ts";

/** A session as a peer keeps it. */
export type PeerRecord<Data, Metadata> = Pick<
  Session<Data, Metadata>,
  "user" | "data" | "metadata" | "parts"
> & {
  readonly id: string;
  readonly createdAt: number;
};

/**
 * A peer's own operations on its sessions. Each works as in the package, with the same round trips.
 */
export interface PeerRecords<R> {
  /** @returns The token. */
  begin(record: R): Promise<string>;
  get(token: string): Promise<R | undefined>;
  /** Writes the whole record back. */
  set(token: string, record: R): Promise<unknown>;
  /** Extends the idle timeout. */
  touch(token: string, record: R): Promise<unknown>;
  end(token: string, record: R): Promise<unknown>;
  tokensOf(user: string): Promise<readonly string[]>;
  close(): void;
}
