import type { Operation, Promised } from "../history.ts";

/** Everything that a history says about the life of one session. */
export interface Life {
  readonly id: string;
  readonly user: string;
  /** The login's invocation and answer. */
  readonly bornFrom: number;
  readonly bornBy: number;
  /**
   * The first invocation by any client that could have ended the session. Before it the session
   * can't have ended in this way.
   */
  mayEndFrom: number;
  /** The first answer that acknowledged the session's end. From here on it is dead. */
  deadFrom: number;
  /** The operation that acknowledged the end. */
  endedBy?: Operation;
  /** Every operation with its cookie. */
  readonly uses: Operation[];
}

/**
 * The sessions whose login was acknowledged, by id. Others are unknown to every client, so
 * nothing was promised about them.
 */
export function livesOf(history: readonly Operation[]): Map<string, Life> {
  const lives = new Map<string, Life>();
  const byUser = new Map<string, Life[]>();
  for (const { kind, outcome, session, user, from, to } of history) {
    if (kind !== "login" || outcome !== "ok" || session === undefined) continue;
    const life: Life = {
      id: session,
      user,
      bornFrom: from,
      bornBy: to,
      mayEndFrom: Number.POSITIVE_INFINITY,
      deadFrom: Number.POSITIVE_INFINITY,
      uses: [],
    };
    lives.set(session, life);
    byUser.set(user, [...(byUser.get(user) ?? []), life]);
  }
  for (const operation of history) {
    const own = operation.session === undefined ? undefined : lives.get(operation.session);
    if (own && operation.kind !== "login") own.uses.push(operation);
    for (const life of endable(operation, lives, byUser.get(operation.user) ?? [])) end(life, operation);
  }
  return lives;
}

/** Whether an operation is meant to end one session, all sessions of a user, or none. */
export function meantAs({ kind, target }: Operation): "one" | "all" | "none" {
  if (kind === "logout" || kind === "revoke") return "one";
  if (kind === "revoke-all") return "all";
  if (kind !== "step-up") return "none";
  return target === undefined ? "all" : "one";
}

/** The sessions that an operation ends, if it happens. */
function endable(operation: Operation, lives: Map<string, Life>, ofUser: readonly Life[]): readonly Life[] {
  switch (meantAs(operation)) {
    case "one": {
      const life = lives.get((operation.kind === "logout" ? operation.session : operation.target) ?? "");
      return life ? [life] : [];
    }
    case "all":
      return ofUser.filter(
        ({ id, bornFrom }) =>
          !(operation.keepsOwn && id === operation.session) &&
          // Without an answer the operation may still happen, and end sessions that began in the
          // meantime.
          (bornFrom < operation.to || operation.outcome === "indeterminate"),
      );
    default:
      return [];
  }
}

/**
 * Whether the operation ends the session whose cookie it was sent with. If its node dies meanwhile,
 * the load balancer retries it on another node (DELETE may be repeated), which then refuses that
 * cookie.
 */
function endsItself(operation: Operation): boolean {
  const { session, target, keepsOwn } = operation;
  return meantAs(operation) === "all" ? !keepsOwn : target !== undefined && target === session;
}

function end(life: Life, operation: Operation): void {
  // The site refused it, or it had a token whose successor another request had. It changed nothing.
  if (operation.outcome === "failed" || operation.outcome === "superseded") return;
  // Sent with a cookie that the site did not accept, it ended nothing, unless it had ended that
  // session itself.
  if (operation.outcome === "signed-out" && operation.kind !== "logout" && !endsItself(operation)) return;
  life.mayEndFrom = Math.min(life.mayEndFrom, operation.from);
  if (operation.outcome !== "ok" && operation.outcome !== "gone") return;
  // A login that was still under way when everything was revoked may have come after the
  // revocation.
  if (meantAs(operation) === "all" && operation.from < life.bornBy) return;
  if (operation.to < life.deadFrom) {
    life.deadFrom = operation.to;
    life.endedBy = operation;
  }
}

/**
 * Whether the session surely lived at a moment: no client had begun to end it, it had reached
 * neither end of its promised life, and Redis couldn't have evicted it.
 */
export function livedAt(life: Life, at: number, promised: Promised): boolean {
  if (at >= life.mayEndFrom || at >= life.bornFrom + promised.absolute) return false;
  if (promised.evictionFrom !== undefined && at >= promised.evictionFrom) return false;
  const lastUse = life.uses.reduce(
    (last, use) => (use.outcome === "ok" && use.to < at ? Math.max(last, use.from) : last),
    life.bornFrom,
  );
  // A store may write the idle end down a tenth of its length late.
  return at < lastUse + promised.idle * 0.9;
}
