export { isUnavailable, NotDurable, RedisMisconfigured, RedisUnavailable } from "./redis/errors.ts";

/** A session's data is larger than the policy allows; nothing was written. */
export class SessionTooLarge extends Error {
  constructor(bytes: number, allowed: number, setting: string) {
    super(
      `The session would take ${bytes} bytes ${setting.endsWith("maxBytes") ? "in Redis" : "before compression"}, more than the ` +
        `${allowed} allowed. Keep large things under keys of their own and only their names in the session, or raise the ` +
        `policy's \`${setting}\`.`,
    );
    this.name = "SessionTooLarge";
  }
}

/**
 * A service's part of a session is larger than the policy allows for one service; nothing was
 * written.
 */
export class PartTooLarge extends Error {
  constructor(part: string, bytes: number, allowed: number) {
    super(
      `The part "${part}" of the session would take ${bytes} bytes, more than the ${allowed} that a service may have. Keep large ` +
        "things under keys of their own and only their names in the session, or raise the policy's `partBytes`.",
    );
    this.name = "PartTooLarge";
  }
}

/**
 * Other requests changed the session during each of our attempts. Nothing of this change was
 * written.
 */
export class TooManyConflicts extends Error {
  constructor(tries: number) {
    super(
      `The session was changed by others at each of ${tries} tries. Make \`change\` quicker, or spread what it counts over several keys.`,
    );
    this.name = "TooManyConflicts";
  }
}

/** A record of a format that this build doesn't know. The record stays as it is. */
export class UnknownFormat extends Error {
  constructor(what: string) {
    super(
      `A session has ${what}, which this build can't read. It was likely written by a newer build: finish the deployment or ` +
        "roll this node forward. The record was left alone.",
    );
    this.name = "UnknownFormat";
  }
}

/**
 * The meaning of an error to a caller. The scripts raise an error of their own for a record whose
 * first byte they don't know.
 */
export function faultOf(error: unknown): unknown {
  const foreign = error instanceof Error && error.message.includes("UNKNOWNLAYOUT");
  return foreign ? new UnknownFormat("a record layout") : error;
}
