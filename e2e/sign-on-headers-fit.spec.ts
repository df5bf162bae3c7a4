/*
 * Section: Signing in
 * Promise: The start of a sign-on fits into a load balancer's header buffers.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { root } from "../stack/settings.ts";
import { beginSignOn, site } from "./fixtures/company.ts";
import { expect, test } from "./fixtures/test.ts";

/**
 * Addresses as long as real ones get: a provider for many companies, each with a realm, and clients
 * whose names are UUIDs.
 */
const realistic = {
  provider: `https://login.identity-provider.example.com/realms/${"r".repeat(36)}/protocol/openid-connect`,
  client: crypto.randomUUID(),
  site: "https://unstuck.internal.example.com",
};
/** The default limit of nginx, and of an ingress, for an answer's headers. */
const usual = 4096;

/** How many bytes an answer's headers take on the wire. */
const bytesOf = (headers: readonly { name: string; value: string }[]) =>
  headers.reduce(
    (sum, { name, value }) => sum + name.length + value.length + 4,
    "HTTP/1.1 302 Found\r\n\r\n".length,
  );

const kilobytes = (text: unknown) => Number(/^(\d+)k$/.exec(String(text))?.[1]) * 1024;
const file = (name: string) => readFileSync(path.join(root, name), "utf8");
const buffers = {
  "nginx/nginx.conf": kilobytes(/^ *proxy_buffer_size (\S+);/m.exec(file("nginx/nginx.conf"))?.[1]),
  "deploy/kubernetes/ingress.yaml": kilobytes(
    parse(file("deploy/kubernetes/ingress.yaml")).metadata.annotations[
      "nginx.ingress.kubernetes.io/proxy-buffer-size"
    ],
  ),
};

function expectToFit(bytes: number): void {
  expect(bytes, "the headers fit into a usual buffer").toBeLessThan(usual);
  for (const [name, buffer] of Object.entries(buffers))
    expect(buffer, `${name} holds twice as much`).toBeGreaterThan(2 * bytes);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with script" : "without script", () => {
    test.use({ javaScriptEnabled });

    test("the headers of the page that starts a sign-on fit into a load balancer's buffer", async ({
      page,
    }) => {
      const started = page.waitForResponse((response) => response.request().method() === "POST");
      await beginSignOn(page);
      expectToFit(bytesOf(await (await started).headersArray()));
    });
  });
}

test("the headers of the redirect that starts a sign-on fit into a load balancer's buffer, by a realistic provider", async ({
  request,
}) => {
  const { csrfToken } = await (await request.get("/api/auth/csrf")).json();
  const answer = await request.post("/api/auth/signin/company", {
    form: { csrfToken, callbackUrl: `/account/end-sessions?which=one&id=${"i".repeat(22)}` },
    maxRedirects: 0,
  });
  const headers = answer.headersArray().map(({ name, value }) => {
    if (name.toLowerCase() !== "location") return { name, value };
    const url = new URL(value);
    url.searchParams.set("client_id", realistic.client);
    url.searchParams.set("redirect_uri", `${realistic.site}/api/auth/callback/company`);
    return { name, value: url.href.replace(url.origin, realistic.provider) };
  });
  expect(new URL(answer.headers().location ?? "").origin, "it leads to the provider").not.toBe(site);
  expectToFit(bytesOf(headers));
});
