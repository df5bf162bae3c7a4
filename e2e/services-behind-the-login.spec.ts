/*
 * Section: What three nodes share
 * Promise: A service behind nginx or Caddy that knows nothing of logins is open to who is signed
 *   in, closed at the next request after a revocation, and answered 503 while Redis is away.
 * Control: A location without `protected.conf` lets forged headers through, and turns an outage
 *   into 500.
 */
import { type APIRequestContext, type APIResponse, request as requests } from "@playwright/test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { partsOf } from "../stack/topology.ts";
import { aboutProcesses, inContainers } from "./fixtures/containers.ts";
import { Echo, reached } from "./fixtures/echo.ts";
import { Gateway } from "./fixtures/gateway.ts";
import { lookUps } from "./fixtures/look-ups.ts";
import { newPerson, type Person } from "./fixtures/person.ts";
import { aboutSentinels, onCluster } from "./fixtures/redis-nodes.ts";
import { OneMoreNode } from "./fixtures/sessions.ts";
import { operator, sessionCookie, signInByApi, whoami } from "./fixtures/site.ts";
import { redisNames, settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(inContainers, aboutProcesses);

const page = { accept: "text/html" };
const site = new URL(settings.siteUrl);

/** The headers of a client that would like to be another person. */
const forged = {
  "x-auth-user": "root",
  "x-auth-email": "root@evil.example",
  "x-auth-name": "Root",
  "X-AUTH-ROLES": "operator",
  "x-auth-identity": "eyJhbGciOiJub25lIn0.e30.",
  x_auth_user: "root",
  x_auth_roles: "operator",
};

const locations = (service: string) => `
location = /reports { auth_request /forward-auth/reports; include protected.conf; proxy_pass http://${service}; }
location = /payroll { auth_request /forward-auth/payroll/operator; include protected.conf; proxy_pass http://${service}; }
location = /misspelled { auth_request /forward-auth/payroll/operators; include protected.conf; proxy_pass http://${service}; }
location = /bare { auth_request /forward-auth/reports; proxy_set_header X-Bare yes; proxy_pass http://${service}; }
`;

let node: OneMoreNode;
let echo: Echo;
let nginx: Gateway;
let caddy: Gateway;
let person: Person;
test.beforeAll(async () => {
  node = await OneMoreNode.join();
  echo = await Echo.start();
  const nodes = partsOf(stack.parts, "app").map(({ port }) => `127.0.0.1:${port}`);
  nginx = await Gateway.nginx(nodes, locations(echo.address));
  caddy = await Gateway.caddy(nodes, echo.address);
});
test.beforeEach(async () => {
  person = await newPerson(node);
});
test.afterAll(async () => {
  for (const gateway of [nginx, caddy]) await gateway?.stop();
  echo?.close();
  await node?.close();
});

/** Asks a gateway as a browser would, with the site's cookie: cookies know no ports. */
async function ask(
  url: string,
  from: APIRequestContext,
  headers: Record<string, string> = {},
): Promise<APIResponse> {
  return from.get(url, { headers, maxRedirects: 0 });
}

/** Ends this browser's session from another browser of the same person. */
async function revoke(of: APIRequestContext): Promise<void> {
  const { session } = await whoami(of);
  const other = await requests.newContext({ baseURL: settings.siteUrl });
  await signInByApi(other, person);
  expect((await other.delete(`/api/sessions/${session?.id}`)).ok()).toBe(true);
  await other.dispose();
}

const keys = () => createRemoteJWKSet(new URL("/.well-known/jwks.json", site));
const check = (identity: unknown, audience: string, currentDate = new Date()) =>
  jwtVerify(String(identity), keys(), { issuer: site.origin, audience, currentDate, algorithms: ["EdDSA"] });

const gateways = [
  ["nginx", () => `${nginx.origin}/reports`],
  ["Caddy", () => `${caddy.origin}/reports`],
] as const;

for (const [name, address] of gateways) {
  test(`behind ${name}, a visitor is sent to the sign-in, a script is told 401, and neither reaches the service`, async ({
    request,
  }) => {
    const before = echo.requests;
    const visitor = await ask(address(), request, page);
    expect(visitor.status()).toBe(302);
    expect(visitor.headers().location).toMatch(new RegExp(`^${site.origin}/login(\\?|$)`));
    const script = await ask(address(), request);
    expect(script.status()).toBe(401);
    expect(await script.json()).toMatchObject({ status: 401, signIn: visitor.headers().location });
    expect(echo.requests).toBe(before);
  });

  test(`behind ${name}, the service is told who is asking by the site alone: forged headers and the session's cookie never arrive`, async ({
    request,
  }) => {
    await node.users.create({ ...person, email: `ü${person.email}`, name: "Ada Ünal 100%", role: "user" });
    await signInByApi(request, { ...person, email: `ü${person.email}` });
    const answer = await ask(address(), request, forged);
    expect(answer.status()).toBe(200);
    const headers = await reached(answer);
    const session = await node.sessionOf(request);
    expect(headers).toMatchObject({
      "x-auth-user": session.user,
      "x-auth-email": `%C3%BC${person.email}`,
      "x-auth-name": "Ada %C3%9Cnal 100%25",
      "x-auth-roles": "user",
    });
    expect(decodeURIComponent(String(headers["x-auth-name"]))).toBe("Ada Ünal 100%");
    expect(Object.keys(headers).filter((one) => /^x_auth|cookie/.test(one))).toEqual([]);
    expect(JSON.stringify(headers)).not.toMatch(/root|eyJhbGciOiJub25lIn0/);
    const { payload } = await check(headers["x-auth-identity"], "reports");
    expect(payload).toMatchObject({ sub: session.user, name: "Ada Ünal 100%", roles: ["user"] });
  });

  test(`behind ${name}, the service is closed at the first request after a revocation`, async ({
    request,
  }) => {
    await signInByApi(request, person);
    for (let round = 0; round < 4; round += 1) expect((await ask(address(), request)).status()).toBe(200);
    await revoke(request);
    const before = echo.requests;
    expect((await ask(address(), request)).status()).toBe(401);
    expect((await ask(address(), request, page)).status()).toBe(302);
    expect(echo.requests).toBe(before);
  });

  test(`behind ${name}, each request costs one look-up of the session, and a visitor's none`, async ({
    request,
  }) => {
    const visitor = await requests.newContext();
    await signInByApi(request, person);
    // The first request does the work that the sign-in left to do.
    expect((await ask(address(), request)).status()).toBe(200);
    // Other clients may ask in between, but the cost of a request comes back each time.
    await expect(async () => {
      const before = await lookUps();
      for (let round = 0; round < 6; round += 1) expect((await ask(address(), request)).status()).toBe(200);
      expect((await ask(address(), visitor)).status()).toBe(401);
      expect(await lookUps()).toBe(before + 6);
    }).toPass({ timeout: 45_000, intervals: [500] });
    await visitor.dispose();
  });
}

test("a signed identity has expired after 60 s, and another service refuses it", async ({ request }) => {
  await signInByApi(request, person);
  const { "x-auth-identity": identity } = await reached(await ask(`${nginx.origin}/reports`, request));
  const { payload } = await check(identity, "reports");
  const end = new Date((payload.exp ?? 0) * 1000);
  expect(end.getTime() - (payload.iat ?? 0) * 1000).toBe(60_000);
  await expect(check(identity, "reports", end)).rejects.toThrow(/"exp" claim/);
  await expect(check(identity, "payroll")).rejects.toThrow(/"aud" claim/);
});

test("a location that asks for the operator's role is closed to a user, and one with a mistake in it to everybody", async ({
  request,
}) => {
  await signInByApi(request, person);
  // A client's own claims about the role change nothing.
  for (const query of ["", "?role=user", "?audience=reports&role="]) {
    const refused = await ask(`${nginx.origin}/payroll${query}`, request, { "x-auth-roles": "operator" });
    expect(refused.status(), query).toBe(403);
    expect(await refused.text()).toContain("Your account may not see this.");
  }
  const boss = await requests.newContext({ baseURL: settings.siteUrl });
  await signInByApi(boss, operator);
  expect(await reached(await ask(`${nginx.origin}/payroll`, boss))).toMatchObject({
    "x-auth-roles": "operator,user",
  });
  const before = echo.requests;
  expect((await ask(`${nginx.origin}/misspelled`, boss)).status()).toBe(500);
  expect(echo.requests).toBe(before);
  await boss.dispose();
});

test("nobody outside asks the route itself, however it is spelled, nor nginx's own location for it", async ({
  request,
}) => {
  await signInByApi(request, person);
  const paths = ["/api/forward-auth", "/api/forward-auth?audience=reports", "/api//forward-auth"];
  for (const path of [...paths, "/api/./forward-auth", "/api/%66orward-auth", "/api/forward-auth/"]) {
    const answer = await request.get(path);
    expect(answer.status(), path).toBe(404);
    expect(Object.keys(answer.headers()).filter((name) => name.startsWith("x-auth"))).toEqual([]);
  }
  for (const path of ["/forward-auth/reports", "/forward-auth/payroll/operator"])
    expect((await request.get(path)).status(), path).toBe(404);
});

test("without protected.conf a forged header arrives (the control)", async ({ request }) => {
  await signInByApi(request, person);
  const headers = await reached(await ask(`${nginx.origin}/bare`, request, forged));
  expect(headers["x-auth-user"]).toBe("root");
  expect(headers.cookie).toContain(await sessionCookie(request));
});

test("while no node answers, the service is answered for with 503 and Retry-After", async ({ request }) => {
  const alone = await Gateway.nginx(["127.0.0.1:9"], locations(echo.address));
  try {
    await signInByApi(request, person);
    const answer = await ask(`${alone.origin}/reports`, request);
    expect([answer.status(), answer.headers()["retry-after"]]).toEqual([503, "2"]);
  } finally {
    await alone.stop();
  }
});

test("while all of Redis is away the answer is 503 with Retry-After behind each proxy, and the cookie is valid again afterwards", async ({
  request,
}) => {
  test.skip(onCluster, aboutSentinels);
  test.setTimeout(120_000);
  await signInByApi(request, person);
  for (const [, address] of gateways) expect((await ask(address(), request)).status()).toBe(200);
  const before = echo.requests;
  for (const name of redisNames) await stack.kill(name);
  for (const [name, address] of gateways) {
    for (const headers of [{}, page]) {
      const answer = await ask(address(), request, headers);
      expect(answer.status(), name).toBe(503);
      expect(answer.headers()["retry-after"], name).toMatch(/^\d+$/);
      expect(answer.headers()["set-cookie"], name).toBeUndefined();
    }
  }
  expect((await ask(`${nginx.origin}/bare`, request)).status(), "nginx by itself (the control)").toBe(500);
  expect(echo.requests, "nothing reached the service").toBe(before);
  for (const name of redisNames) await stack.start(name);
  await expect(async () => {
    for (const [, address] of gateways) expect((await ask(address(), request)).status()).toBe(200);
  }, "the same cookie opens the service once Redis is back").toPass({ timeout: 15_000 });
});
