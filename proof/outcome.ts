import type { Kind, Outcome } from "./history.ts";
import type { Answer } from "./site.ts";

const reading: ReadonlySet<Kind> = new Set(["read", "list"]);

/** The meaning of an answer for the request. */
export function outcomeOf(kind: Kind, { status, body, location }: Answer): Outcome {
  if (status === 0 || status >= 500) return reading.has(kind) ? "failed" : "indeterminate";
  if (kind === "step-up") return outcomeOfForm(status, location);
  if (status === 401 && kind !== "login") return "signed-out";
  if (kind === "read" && status === 200 && !sessionIdIn(body)) return "signed-out";
  if (kind === "revoke" && status === 404) return "gone";
  if (kind === "rotate" && status === 409) return "superseded";
  return status < 300 ? "ok" : "failed";
}

function outcomeOfForm(status: number, location = ""): Outcome {
  if (status === 409) return "superseded";
  if (status !== 303) return "failed";
  const { pathname, search } = new URL(location, "http://localhost");
  return pathname === "/login" && search !== "?ended=everywhere" ? "signed-out" : "ok";
}

/**
 * A page with a form answers 200, whatever the form's outcome. This gives the answer the status
 * that a route would have had: 409 if another tab had the next token, 503 if the page says that the
 * site can't do it now.
 */
export function withStatusOfForm(answer: Answer): Answer {
  if (answer.status !== 200) return answer;
  if (answer.text.includes("renewed in another tab")) return { ...answer, status: 409 };
  return { ...answer, status: 503 };
}

export function sessionIdIn(body: unknown): string | undefined {
  return (body as { session?: { id?: string } | null } | undefined)?.session?.id;
}

export function counterIn(kind: Kind, body: unknown): number | undefined {
  if (kind === "count") return (body as { counter: number }).counter;
  if (kind === "read") return (body as { session: { counter: number } }).session.counter;
  return undefined;
}

export function idsIn(body: unknown): string[] {
  return (body as { id: string }[]).map(({ id }) => id);
}
