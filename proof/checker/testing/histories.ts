import type { Operation } from "../../history.ts";
import { check } from "../check.ts";

const promised = { idle: 60_000, absolute: 600_000 };

/**
 * A hand-written history: each line is one operation of user "ada", by default answered with
 * success 10 ms later.
 */
export function history(
  ...operations: (Partial<Operation> & Pick<Operation, "kind" | "from">)[]
): Operation[] {
  return operations.map((operation) => ({
    user: "ada",
    session: "s1",
    to: operation.from + 10,
    outcome: "ok",
    status: 200,
    node: "app-a",
    ...operation,
  }));
}

/** The promises that a history breaks, each by one of its words. */
export function broken(
  operations: readonly Operation[],
  changes: { idle?: number; evictionFrom?: number } = {},
) {
  return check(operations, { ...promised, ...changes }).flatMap(({ promise, anomalies }) =>
    anomalies.map(() => promise),
  );
}

export const lost = "No acknowledged login is lost before its time";
export const revived = "No session is accepted after its end was acknowledged";
export const update = "No acknowledged update is lost, and none counts twice";
export const list = "A list shows exactly the sessions that would be accepted";
export const fault = "No request is answered as signed out by a fault";

export const token = "No browser is left without a token that works";

export const login = { kind: "login", from: 0 } as const;
export const signedOut = { outcome: "signed-out", status: 401 } as const;
export const unanswered = { outcome: "indeterminate", status: 503 } as const;
