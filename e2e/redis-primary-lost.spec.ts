/*
 * Section: Containers
 * Promise: However the Redis primary is lost, no one is logged out, and a signed-out device stays
 *   out.
 */
import type { APIRequestContext } from "@playwright/test";
import { cut, inContainers, reconnect } from "./fixtures/containers.ts";
import { signInByApi, whoami } from "./fixtures/site.ts";
import { stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

// Natively the fault campaign does this and more, with a checker (`npm run proof`). Here this test
// would meet a Redis that the spec before has just restarted: the Sentinels look at a replica's
// link every 10 s, and until then no node trusts a replica with reads.
test.skip(!inContainers, "needs the containers");

interface Fault {
  readonly name: string;
  readonly inflict: (part: string) => Promise<void>;
  readonly heal: (part: string) => Promise<void>;
}

// Three ways to lose the primary, with one outcome. Only containers can have a cut connection here.
const faults: Fault[] = [
  { name: "is killed", inflict: (part) => stack.kill(part), heal: (part) => stack.start(part) },
  { name: "is frozen", inflict: (part) => stack.freeze(part), heal: (part) => stack.thaw(part) },
];
if (inContainers) faults.push({ name: "is cut off from the network", inflict: cut, heal: reconnect });

async function rolesOf(): Promise<Record<string, string | null>> {
  const redis = (await stack.status()).filter(({ kind }) => kind === "redis");
  return Object.fromEntries(redis.map(({ name, role }) => [name, role]));
}

async function primary(): Promise<string> {
  const roles = Object.entries(await rolesOf());
  const found = roles.find(([, role]) => role === "primary");
  if (!found) throw new Error(`There is no primary: ${JSON.stringify(roles)}`);
  return found[0];
}

/**
 * Signs in again and again until one login succeeds: the site refuses a login that it can't make
 * durable, and never makes half of one.
 */
async function signInWithin(request: APIRequestContext, timeout: number): Promise<void> {
  await expect(async () => {
    await signInByApi(request);
  }, "logins go on at another primary").toPass({ timeout, intervals: [100] });
}

for (const { name, inflict, heal } of faults) {
  test(`when the Redis primary ${name}, nobody is logged out, and who signs out stays signed out`, async ({
    request,
    playwright,
    baseURL,
  }) => {
    test.setTimeout(120_000);
    const another = () => playwright.request.newContext(baseURL === undefined ? {} : { baseURL });
    await signInByApi(request);
    const { session } = await whoami(request);
    const lost = await primary();
    const [fresh, leaves] = [await another(), await another()];
    let healed = false;
    await inflict(lost);
    try {
      const seen: (string | undefined | number)[] = [];
      const reading = (async () => {
        const until = performance.now() + 8000;
        while (performance.now() < until) {
          const response = await request.get("/api/whoami");
          seen.push(response.ok() ? (await response.json()).session?.id : response.status());
        }
      })();
      await signInWithin(fresh, 15_000);
      await reading;
      // Replicas answer most requests meanwhile. Any other answer is a 503, and never "nobody".
      expect(seen.length).toBeGreaterThan(20);
      expect([...new Set(seen)].filter((answer) => answer !== session?.id && answer !== 503)).toEqual([]);

      await signInByApi(leaves);
      const cookies = await leaves.storageState();
      expect((await leaves.delete("/api/session")).status()).toBe(204);
      await heal(lost);
      healed = true;
      await expect
        .poll(async () => (await rolesOf())[lost], {
          message: "the old primary comes back as a replica",
          timeout: 30_000,
        })
        .toBe("replica");

      const thief = await playwright.request.newContext({
        ...(baseURL ? { baseURL } : {}),
        storageState: cookies,
      });
      for (let turn = 0; turn < 6; turn += 1) expect((await whoami(thief)).session).toBeNull();
      for (let turn = 0; turn < 3; turn += 1) expect((await whoami(request)).session).toEqual(session);
      for (let turn = 0; turn < 3; turn += 1) expect((await whoami(fresh)).session).not.toBeNull();
      await thief.dispose();
    } finally {
      if (!healed) await heal(lost);
      for (const context of [fresh, leaves]) await context.dispose();
    }
  });
}
