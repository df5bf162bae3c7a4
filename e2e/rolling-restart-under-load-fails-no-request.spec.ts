import { load } from "./fixtures/load.ts";
import { operator, sessionCookie, signInByApi, whoami } from "./fixtures/site.ts";
import { nodeNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test("no read and no write fails while every node is restarted in turn under load", async ({ request }) => {
  test.setTimeout(120_000);
  await signInByApi(request);
  const { session } = await whoami(request);
  const ending = new AbortController();
  let written = 0;
  const reads = load({
    callers: 8,
    method: "GET",
    url: new URL("/api/whoami", settings.siteUrl),
    headers: { Cookie: `unstuck=${await sessionCookie(request)}` },
    complaint: ({ status, body }) =>
      status === 200 && body.includes(`"id":"${session?.id}"`) ? undefined : body,
    until: ending.signal,
  });
  // A login is the most expensive write there is, and one that must not run twice.
  const writes = load({
    callers: 4,
    method: "POST",
    url: new URL("/api/session", settings.siteUrl),
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(operator),
    complaint: ({ status, body }) => {
      written += 1;
      return status === 201 ? undefined : body;
    },
    until: ending.signal,
  });
  // A site under load, not one whose clients all connect at this very moment.
  await expect.poll(() => written, "logins are under way").toBeGreaterThan(20);
  await stack.restart().finally(() => ending.abort());

  for (const [kind, report] of Object.entries({ reads: await reads, writes: await writes })) {
    console.log(
      `  ${report.sent} ${kind}, ${report.failures.length} failed, by node: ${JSON.stringify(report.byNode)}`,
    );
    expect(report.failures, kind).toEqual([]);
    expect(Object.keys(report.byNode).sort(), `all nodes took part in the ${kind}`).toEqual(nodeNames);
    expect(report.sent, kind).toBeGreaterThan(50);
  }
});
