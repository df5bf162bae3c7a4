export type Verb = "kill" | "freeze" | "restart" | "start" | "thaw" | "failover";

/**
 * Asks the site to have a part broken or brought back. @returns Why it wasn't, in a sentence;
 * undefined when it is on its way.
 */
export async function askBreak(verb: Verb, part: string): Promise<string | undefined> {
  const response = await fetch("/api/break", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verb, part }),
  }).catch(() => undefined);
  if (response?.status === 202) return undefined;
  const problem = await response?.json().catch(() => undefined);
  return problem?.detail ?? "No node answered. It may have been done all the same: look above.";
}
