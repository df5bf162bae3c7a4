import { type ExpressRecord, formerBirth, type Link, newNonce } from "./record.ts";
import { type TopLevel, topLevelIn } from "./top-level.ts";

/** What a request's session was made from, so that only what the request changed is written. */
export interface Origin {
  readonly id: string;
  /** `new` was never written; `former` is as connect-redis wrote it; a `record` is ours. */
  from: "new" | "former" | "record";
  readonly birth: Buffer;
  /** Of the record that we know. */
  nonce: Buffer | undefined;
  link: Link | undefined;
  /** What that record holds. */
  current: string;
  /**
   * What the request's session held when that was last the same as in Redis;
   * `current`, until the first save.
   */
  base: TopLevel | undefined;
  /**
   * The last of this session's writes: each waits for the one before, and
   * then knows what that wrote.
   */
  last: Promise<unknown>;
}

export const generated = (id: string): Origin => originOf(id, "new", newNonce(), "{}");

export const former = (id: string, json: string): Origin => originOf(id, "former", formerBirth, json);

export function read({ id, birth, nonce, link, json }: ExpressRecord): Origin {
  return Object.assign(originOf(id, "record", birth, json), { nonce, link });
}

export const baseOf = ({ base, current }: Origin): TopLevel => base ?? topLevelIn(current);

/** Runs `work` after all that was asked of this session before. */
export function inTurn<T>(origin: Origin, work: () => Promise<T>): Promise<T> {
  const outcome = origin.last.then(work, work);
  origin.last = outcome.catch(() => {});
  return outcome;
}

function originOf(id: string, from: Origin["from"], birth: Buffer, current: string): Origin {
  return {
    id,
    from,
    birth,
    nonce: undefined,
    link: undefined,
    current,
    base: undefined,
    last: Promise.resolve(),
  };
}
