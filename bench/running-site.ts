import { openSite } from "../stack/site.ts";
import type { PartStatus } from "../stack/stack.ts";

/** The site that `npm start` runs, as a bench uses it. */
export interface RunningSite {
  readonly siteUrl: string;
  /** The process ids of its nodes, by name. */
  readonly nodes: ReadonlyMap<string, number>;
  /** The cookie of a session of the demo user. */
  readonly cookie: string;
}

/** @throws {Error} if it doesn't run, or doesn't run as processes of this machine. */
export async function runningSite(): Promise<RunningSite> {
  const { siteUrl, stack, secrets } = openSite();
  const nodes = nodesIn(await stack.status());
  if (nodes.size === 0) {
    throw new Error(
      "No node runs: start the site with `npm start` in another terminal, natively, and try again.",
    );
  }
  return { siteUrl, nodes, cookie: await signedIn(siteUrl, (await secrets()).DEMO_PASSWORD) };
}

function nodesIn(status: readonly PartStatus[]): Map<string, number> {
  return new Map(
    status.flatMap(({ kind, name, pid }) => (kind === "app" && pid !== null ? [[name, pid] as const] : [])),
  );
}

async function signedIn(siteUrl: string, password: string): Promise<string> {
  const answer = await fetch(`${siteUrl}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email: "user@example.com", password }),
  });
  const cookie = answer.headers.getSetCookie()[0]?.split(";")[0];
  if (answer.status !== 201 || !cookie) {
    throw new Error(`The demo user's login was answered with ${answer.status}.`);
  }
  return cookie;
}
