import { randomBytes } from "node:crypto";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, it, vi } from "vitest";
import type { AppSession } from "../sessions.ts";
import { identityKey } from "./identity-keys.ts";
import { sign } from "./signed-identity.ts";

const key = () => randomBytes(32).toString("base64url");
for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"]) vi.stubEnv(name, key());
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");
vi.stubEnv("SITE_URL", "https://unstuck.example");

const data: AppSession["data"] = { email: "ada@example.com", name: "Ada Ünal", role: "operator" };
const session = { id: "s-1", user: "u-1", data };

/** A node with this ring: its first key signs, and the node publishes all keys. */
async function nodeWith(...ring: readonly string[]) {
  const keys = await Promise.all(ring.map(identityKey));
  const [first] = keys;
  if (!first) throw new Error("A ring has a key.");
  return {
    published: { keys: keys.map(({ published }) => published) },
    sign: (audience = "reports", now = new Date()) => sign(first, session, audience, now),
  };
}

const check = (token: string, published: JSONWebKeySet, audience = "reports", currentDate = new Date()) =>
  jwtVerify(token, createLocalJWKSet(published), {
    issuer: "https://unstuck.example",
    audience,
    currentDate,
    algorithms: ["EdDSA"],
  });

it("a signed identity says who it is, for whom, and for how long, and verifies with the published keys", async () => {
  const node = await nodeWith(key());
  const { payload, protectedHeader } = await check(await node.sign(), node.published);
  expect(payload).toMatchObject({ sub: "u-1", sid: "s-1", email: "ada@example.com", name: "Ada Ünal" });
  expect(payload).toMatchObject({ aud: "reports", roles: ["operator", "user"] });
  expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
  expect(protectedHeader).toMatchObject({ alg: "EdDSA", kid: node.published.keys[0]?.kid });
});

it("it has expired after 60 s, and not a second before", async () => {
  const node = await nodeWith(key());
  const now = new Date("2026-01-31T10:00:00Z");
  const token = await node.sign("reports", now);
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  await check(token, node.published, "reports", after(59));
  await expect(check(token, node.published, "reports", after(60))).rejects.toThrow(/"exp" claim/);
});

it("it is refused by another audience, under another key, and with a letter changed", async () => {
  const [node, stranger] = [await nodeWith(key()), await nodeWith(key())];
  const token = await node.sign();
  await expect(check(token, node.published, "payroll")).rejects.toThrow(/"aud" claim/);
  await expect(check(token, stranger.published)).rejects.toThrow(/no applicable key/);
  const [head = "", body = "", signature = ""] = token.split(".");
  const raised = Buffer.from(body, "base64url").toString().replace("u-1", "u-2");
  const forged = [head, Buffer.from(raised).toString("base64url"), signature].join(".");
  await expect(check(forged, node.published)).rejects.toThrow(/signature verification failed/);
});

it("the published half doesn't sign: no private part is in it", async () => {
  const { published } = await nodeWith(key(), key());
  for (const jwk of published.keys) {
    expect(Object.keys(jwk).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  }
});

const [old, next] = [key(), key()];
const steps = { before: [old], published: [old, next], signs: [next, old], after: [next] };

it("during a rotation every identity that any node signs verifies with what any node published before", async () => {
  const nodes = await Promise.all(Object.values(steps).map((ring) => nodeWith(...ring)));
  for (const [index, node] of nodes.entries()) {
    // A service may hold the keys of the step before, and a rolling restart has nodes of two steps.
    for (const neighbour of nodes.slice(Math.max(0, index - 1), index + 1)) {
      await check(await node.sign(), neighbour.published).catch(async (error) => {
        throw new Error(`step ${index}: ${error}`);
      });
    }
    // An identity that was signed a moment ago, in the step before, is still valid.
    const last = nodes[index - 1];
    const kept = index === nodes.length - 1 ? undefined : last;
    if (kept) await check(await kept.sign(), node.published);
  }
});

it("a new key that signs at once has a gap: a service doesn't know it yet (the control)", async () => {
  const [before, after] = [await nodeWith(...steps.before), await nodeWith(...steps.signs)];
  await expect(check(await after.sign(), before.published)).rejects.toThrow(/no applicable key/);
});
