/*
 * Section: Operating
 * Promise: Traces need one variable, join the caller's, and hold no sign-on code and no cookie.
 */
import { openSecondSite } from "../stack/site.ts";
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { inContainers } from "./fixtures/containers.ts";
import { cookieOf } from "./fixtures/person.ts";
import { servedBy, user } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";
import { receiveTraces } from "./fixtures/trace-receiver.ts";

// This is the same stack with the standard variables of OpenTelemetry and no other change.
const receiver = await receiveTraces();
const traced = openSecondSite("traces", {
  OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_BSP_SCHEDULE_DELAY: "200",
});

test.skip(inContainers, "containers don't reach a collector on this machine's loopback");
test.use({ baseURL: traced.siteUrl });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  await traced.remove();
  await traced.stack.up();
});
test.afterAll(async () => {
  await traced.remove();
  await receiver.close();
});

test("a request's trace reaches the collector, joins the caller's and names its node", async ({
  request,
}) => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const answer = await request.get("/api/whoami", {
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });
  const own = () => receiver.sent().filter((span) => span.traceId === traceId);
  await expect.poll(() => own().map(({ name }) => name), { timeout: 15_000 }).toContain("GET /api/whoami");
  for (const { service, node } of own()) {
    expect(service).toBe("unstuck");
    expect(node).toBe(servedBy(answer));
  }
});

test("no trace holds a sign-on's code or a cookie", async ({ page }) => {
  const codes: string[] = [];
  page.on("request", (asked) => {
    const code = new URL(asked.url()).searchParams.get("code");
    if (code) codes.push(code);
  });
  await beginSignOn(page);
  await finishSignOn(page, user.email);
  await expect(page.getByTestId("session-id")).toBeVisible();
  await expect.poll(() => receiver.text(), { timeout: 15_000 }).toContain("/api/auth/callback/company");
  expect(codes, "the browser brought a code").toHaveLength(1);
  for (const secret of [...codes, await cookieOf(page)]) expect(receiver.text()).not.toContain(secret);
});
