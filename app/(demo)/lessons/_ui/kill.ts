/**
 * Kills a node as the buttons of the live page do, and waits until the others answer without it.
 * @throws {Error} that says why it could not.
 */
export async function killNode(node: string): Promise<void> {
  const response = await fetch("/api/break", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verb: "kill", part: node }),
  });
  if (response.status !== 202) throw new Error((await response.json()).detail);
  const end = Date.now() + 5000;
  // nginx meets the dead node once or twice and then leaves it out.
  for (let without = 0; without < 6 && Date.now() < end; ) {
    const served = await fetch("/api/live", { cache: "no-store" });
    without = served.headers.get("x-served-by") === node ? 0 : without + 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
