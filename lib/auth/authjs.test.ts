import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { NextRequest } from "next/server";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { GET, POST } from "../../app/api/auth/[...nextauth]/route.ts";

/** An address at which nothing answers: the nodes reach the provider at another one. */
const issuer = `http://login.invalid/realms/${"r".repeat(36)}/protocol/openid-connect`;
// The start of a sign-on needs only the identity provider's metadata.
const discovery = createServer((_, response) => {
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/me`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["ES256"],
    }),
  );
});
const backchannel = () => `http://127.0.0.1:${(discovery.address() as AddressInfo).port}`;

beforeAll(async () => {
  await new Promise<void>((resolve) => discovery.listen(0, "127.0.0.1", resolve));
  const key = "k".repeat(44);
  for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "AUTH_SECRETS"])
    vi.stubEnv(name, key);
  vi.stubEnv("DEMO_PASSWORD", key);
  vi.stubEnv("NODE_NAME", "app-a");
  vi.stubEnv("REDIS_URL", inject("redisUrls").standalone);
  vi.stubEnv("SITE_URL", "https://site.example.com");
  vi.stubEnv("OIDC_ISSUER", issuer);
  vi.stubEnv("OIDC_BACKCHANNEL_URL", backchannel());
  vi.stubEnv("OIDC_CLIENT_ID", "123e4567-e89b-12d3-a456-426614174000");
  vi.stubEnv("OIDC_CLIENT_SECRET", "secret");
});
afterAll(() => void discovery.close());

/**
 * A request as it reaches a replica: the replica's own address, and a host that the client
 * invented.
 */
const atReplica = (path: string, init: ConstructorParameters<typeof NextRequest>[1] = {}) =>
  new NextRequest(`http://127.0.0.1:3102/api/auth/${path}`, {
    ...init,
    headers: { ...init.headers, host: "evil.example", "x-forwarded-host": "evil.example" },
  });

it("on an HTTPS site every cookie of a sign-on is Secure and bound to the host, and it returns to the site's address", async () => {
  const csrf = await GET(atReplica("csrf"));
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const cookie = csrf.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const start = await POST(
    atReplica("signin/company", {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({ csrfToken, callbackUrl: "https://evil.example/" }),
    }),
  );

  const asked = new URL(start.headers.get("location") ?? "");
  expect(asked.origin, "the browser goes to the issuer, the node asked at the other address").toBe(
    new URL(issuer).origin,
  );
  expect(asked.searchParams.get("redirect_uri")).toBe("https://site.example.com/api/auth/callback/company");
  expect(asked.searchParams.get("code_challenge_method")).toBe("S256");
  for (const name of ["code_challenge", "state", "nonce"])
    expect(asked.searchParams.get(name), name).toMatch(/^[\w.-]{20,}$/);

  const set = [...csrf.headers.getSetCookie(), ...start.headers.getSetCookie()];
  expect(set.map((line) => /^[\w-]+/.exec(line)?.[0])).toEqual([
    "__Host-authjs",
    "__Host-authjs",
    "__Host-sign-on",
  ]);
  expect(set.filter((line) => !/^__Host-.*; Path=\/.*; HttpOnly; Secure; SameSite=Lax$/.test(line))).toEqual(
    [],
  );
  expect(
    set.filter((line) => line.includes("evil.example")),
    "no way to another site",
  ).toEqual([]);

  // With such a provider, the cookies that Auth.js sets by default take 3.2 kB. With the site's own
  // headers, that is more than a proxy's usual 4 kB.
  const bytes = [...start.headers].reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
  expect(bytes).toBeLessThan(1500);
});
