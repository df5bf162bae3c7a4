import { byItself } from "../../../_ui/session-watch/who.ts";
import type { Answer, Seen } from "./tape.ts";

/** Longer than any answer of a healthy site, a failover of the session store included. */
const TIMEOUT_MS = 4000;

type Whoami = {
  node: string;
  session: { id: string; user: { email: string; name: string }; createdBy: string; endsIn: number } | null;
};

/** One request through the load balancer. Never throws: a failure is an answer too. */
export async function probe(): Promise<Answer> {
  const at = Date.now();
  const from = performance.now();
  const took = () => Math.max(1, Math.round(performance.now() - from));
  try {
    const response = await fetch("/api/whoami", {
      cache: "no-store",
      headers: byItself,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const node = response.headers.get("x-served-by");
    const status = response.status;
    const tries = Number(response.headers.get("x-tries") ?? 1);
    if (response.ok) {
      const { session, node: named }: Whoami = await response.json();
      // Counted from the request and not from the answer. Too early is better than too late:
      // otherwise a session that is over would count as lost.
      const ends = session && at + session.endsIn;
      return {
        kind: "read",
        at,
        ms: took(),
        node: node ?? named,
        status,
        tries,
        session: seen(session),
        ends,
      };
    }
    // Only a node answers with problem+json. An error page of the load balancer's own means that no
    // node answered.
    const spoken = response.headers.get("content-type")?.includes("problem+json");
    const kind = spoken && status === 503 ? "store-away" : "unreachable";
    return { kind, at, ms: took(), node: spoken ? node : null, status, tries };
  } catch {
    return { kind: "unreachable", at, ms: took(), node: null, status: 0, tries: 1 };
  }
}

function seen(session: Whoami["session"]): Seen | null {
  if (session === null) return null;
  const { id, user, createdBy } = session;
  return { id, name: user.name, email: user.email, createdBy };
}
