import { type ExpressRecord, formerBirth, type Link, newNonce } from "./record.ts";
import { type TopLevel, topLevelIn } from "./top-level.ts";

/** The origin of a request's session, so that the store writes only what the request changed. */
export interface Origin {
  readonly id: string;
  /**
   * `new` was never written; `former` is as connect-redis wrote it; a `record` is in this store's
   * form.
   */
  from: "new" | "former" | "record";
  readonly birth: Buffer;
  /** The nonce of the record as this process knows it. */
  nonce: Buffer | undefined;
  link: Link | undefined;
  /** The content of that record. */
  current: string;
  /**
   * The content of the request's session when it was last the same as in Redis; `current`, until
   * the first save.
   */
  base: TopLevel | undefined;
  /**
   * The last write of this session. Each write waits for the one before, and then knows its result.
   */
  last: Promise<unknown>;
}

export const generated = (id: string): Origin => originOf(id, "new", newNonce(), "{}");

export const former = (id: string, json: string): Origin => originOf(id, "former", formerBirth, json);

export function read({ id, birth, nonce, link, json }: ExpressRecord): Origin {
  return Object.assign(originOf(id, "record", birth, json), { nonce, link });
}

export const baseOf = ({ base, current }: Origin): TopLevel => base ?? topLevelIn(current);

/** Runs `work` after all earlier work on this session. */
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
