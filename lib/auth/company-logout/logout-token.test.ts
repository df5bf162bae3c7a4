import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, expect, inject, it, vi } from "vitest";

const key = "k".repeat(44);
const event = "http://schemas.openid.net/event/backchannel-logout";
const { privateKey, publicKey } = await generateKeyPair("ES256");
const stranger = (await generateKeyPair("ES256")).privateKey;

let isAway = false;
let asked = 0;
const provider = createServer(async (request, response) => {
  if (isAway) return void request.socket.destroy();
  const issuer = issuerOf();
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "1", alg: "ES256", use: "sig" }] };
  if (request.url === "/jwks") asked += 1;
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(request.url === "/jwks" ? keys : { issuer, jwks_uri: `${issuer}/jwks` }));
});
const issuerOf = () => `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;

let POST: (request: Request) => Promise<Response>;
beforeAll(async () => {
  await new Promise<void>((listening) => provider.listen(0, "127.0.0.1", listening));
  for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "AUTH_SECRETS"])
    vi.stubEnv(name, key);
  for (const [name, value] of Object.entries({
    NODE_NAME: "app-a",
    REDIS_URL: inject("redisUrls").standalone,
    OIDC_ISSUER: issuerOf(),
    OIDC_CLIENT_ID: "unstuck",
    OIDC_CLIENT_SECRET: "s",
  }))
    vi.stubEnv(name, value);
  ({ POST } = await import("../../../app/api/auth/backchannel-logout/route.ts"));
});
afterAll(() => void provider.close());
beforeEach(() => {
  isAway = false;
});

const now = () => Math.floor(Date.now() / 1000);
/** A correct logout token with these changes. It leaves out a claim that is undefined. */
const token = (
  changes: Record<string, unknown> = {},
  signer = privateKey,
  header: { kid?: string } = { kid: "1" },
) =>
  new SignJWT({
    iss: issuerOf(),
    aud: "unstuck",
    iat: now(),
    exp: now() + 120,
    jti: randomUUID(),
    sub: randomUUID(),
    events: { [event]: {} },
    ...changes,
  })
    .setProtectedHeader({ alg: "ES256", typ: "logout+jwt", ...header })
    .sign(signer);

const send = (logoutToken: string | undefined, headers: Record<string, string> = {}) =>
  POST(
    new Request("http://127.0.0.1:3101/api/auth/backchannel-logout", {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams(logoutToken === undefined ? {} : { logout_token: logoutToken }),
    }),
  );

it("a token in good order is taken with 200 and no-store, with sub, with sid and with both (the control of those below)", async () => {
  for (const changes of [{}, { sid: "s" }, { sid: "s", sub: undefined }, { aud: ["another", "unstuck"] }]) {
    const answer = await send(await token(changes));
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  }
});

const wrong: [string, () => Promise<string>, string][] = [
  ["by another key", () => token({}, stranger), "signature verification failed"],
  ["by a key that the provider doesn't have", () => token({}, stranger, { kid: "2" }), "no applicable key"],
  ["of another issuer", () => token({ iss: "https://other.example" }), '"iss"'],
  ["for another client", () => token({ aud: "another" }), '"aud"'],
  ["without an audience", () => token({ aud: undefined }), '"aud"'],
  ["that is over", () => token({ iat: now() - 200, exp: now() - 61 }), '"exp"'],
  ["without an end", () => token({ exp: undefined }), "it has no exp"],
  ["without its time", () => token({ iat: undefined }), "it has no iat"],
  ["of a quarter of an hour ago", () => token({ iat: now() - 1000, exp: now() + 9999 }), '"iat"'],
  ["of tomorrow", () => token({ iat: now() + 86_400, exp: now() + 99_999 }), '"iat"'],
  ["without the event", () => token({ events: undefined }), "no event"],
  ["with another event", () => token({ events: { "http://schemas.openid.net/event/x": {} } }), "no event"],
  ["with an event that is no object", () => token({ events: { [event]: "yes" } }), "no event"],
  ["with a nonce, as an ID token", () => token({ nonce: "n" }), "it has a nonce"],
  ["that names nothing", () => token({ sub: undefined }), "neither sub nor sid"],
  ["without jti", () => token({ jti: undefined }), "it has no jti"],
  ["with a number for sid", () => token({ sid: 1 }), "its sid is no text"],
];
it.each(wrong)("a token %s is refused with 400, and told why", async (_, make, why) => {
  const answer = await send(await make());
  expect(answer.status).toBe(400);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const body = await answer.json();
  expect(body).toMatchObject({ error: "invalid_request", status: 400 });
  expect(body.error_description).toContain(why);
});

it("a token that a secret signed, or nobody, is refused", async () => {
  const [, payload] = (await token()).split(".");
  const secret = new TextEncoder().encode("s".repeat(32));
  const bySecret = await new SignJWT(JSON.parse(Buffer.from(payload ?? "", "base64url").toString()))
    .setProtectedHeader({ alg: "HS256", kid: "1" })
    .sign(secret);
  const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.`;
  for (const wrong of [bySecret, none, "x", "..", undefined, "x".repeat(20_000)])
    expect((await send(wrong)).status).toBe(400);
});

it("a token is taken once, by whichever node it reaches", async () => {
  const once = await token();
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(once)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect((await (await send(once)).json()).error_description).toContain("accepted before");
});

it("only a form is read", async () => {
  expect((await send(await token(), { "content-type": "application/json" })).status).toBe(400);
});

it("a node whose clock is half an hour wrong judges by Redis's", async () => {
  const good = [await token(), await token()];
  const old = await token({ iat: now() - 200, exp: now() - 61 });
  for (const minutes of [30, -30]) {
    vi.useFakeTimers({ now: Date.now() + minutes * 60_000, toFake: ["Date"] });
    expect((await send(good.pop())).status).toBe(200);
    expect((await send(old)).status).toBe(400);
    vi.useRealTimers();
  }
});

it("a stranger's tokens have the provider asked for its keys at most once more", async () => {
  await send(await token());
  const before = asked;
  for (let turn = 0; turn < 20; turn += 1) await send(await token({}, stranger, { kid: randomUUID() }));
  expect(asked - before).toBeLessThanOrEqual(1);
});

it("while the provider's keys can't be had, the answer is 503 with Retry-After, and the same token is taken later", async () => {
  const slots = globalThis as Record<symbol, unknown>;
  const late = await token();
  isAway = true;
  for (const name of ["company-keys", "company-discovery"]) delete slots[Symbol.for(`unstuck.${name}`)];
  const answer = await send(late);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
  expect((await answer.json()).reason, "Redis is there").toBe("provider-away");
  isAway = false;
  expect((await send(late)).status).toBe(200);
});
