export type Verb = "kill" | "freeze" | "restart" | "start" | "thaw" | "failover";

/**
 * Asks the site to have a part broken or repaired.
 * @returns A sentence that says why the site refused; undefined if it accepted.
 */
export async function askBreak(verb: Verb, part: string): Promise<string | undefined> {
  const response = await fetch("/api/break", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verb, part }),
  }).catch(() => undefined);
  if (response?.status === 202) return undefined;
  const problem = await response?.json().catch(() => undefined);
  return problem?.detail ?? "No node answered. The site may have done it all the same: look above.";
}
