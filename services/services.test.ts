import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type SessionMetadata, sessionMetadata } from "../lib/auth/session-metadata.ts";
import type { SessionData } from "../lib/auth/sessions.ts";
import { RedisSessions } from "../lib/session/index.ts";
import { defaultKeys, tagOf } from "../lib/session/keys.ts";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { RedisProcesses } from "../lib/session/testing/redis-process.ts";

const key = "k".repeat(43);
const folderOfServices = dirname(fileURLToPath(import.meta.url));
const services: { name: string; process: ChildProcess; origin: string }[] = [];
let folder: string;
let redis: RedisProcesses;
let redisPort: number;
let sessions: RedisSessions<SessionData, SessionMetadata>;

beforeAll(async () => {
  // The Redis is its own, because a test here takes it away from everybody.
  folder = await mkdtemp(join(tmpdir(), "unstuck-services-"));
  redis = new RedisProcesses(folder);
  redisPort = await freePorts(1);
  await redis.node(redisPort, "min-replicas-to-write 0");
  const url = `redis://app:${redis.passwords.REDIS_APP_PASSWORD}@127.0.0.1:${redisPort}`;
  sessions = new RedisSessions({ metadata: sessionMetadata, url, peppers: [key], envelopeKeys: [key] });
  Object.assign(process.env, {
    NODE_NAME: "app-a",
    REDIS_URL: url,
    SESSION_SEAL_KEYS: key,
    SESSION_PEPPERS: key,
    SESSION_ENVELOPE_KEYS: key,
    DEMO_PASSWORD: "correct horse battery",
  });
  for (const name of ["express", "node"]) services.push(await start(name));
}, 30_000);

afterAll(async () => {
  for (const { process } of services) {
    const ended = process.exitCode === null && process.signalCode === null && once(process, "exit");
    process.kill("SIGTERM");
    await ended;
  }
  await sessions.close();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs a service as its README says. */
async function start(name: string) {
  const port = await freePorts(1);
  const child = spawn(process.execPath, ["--import", "tsx", join(folderOfServices, name, "server.ts")], {
    env: { ...process.env, NODE_NAME: name, PORT: `${port}` },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) =>
      reject(new Error(`The ${name} service ended with ${code} before it listened.`)),
    );
  });
  return { name, process: child, origin: `http://127.0.0.1:${port}` };
}

/** Logs in as the app does, and gives the browser's cookie. */
async function signedIn(user: string) {
  const { sealToken } = await import("../lib/auth/iron.ts");
  const data: SessionData = { email: `${user}@example.com`, name: "Demo User", role: "user" };
  const device = { browser: "Firefox 140", system: "Linux" };
  const { token, session } = await sessions.create({
    user,
    data,
    metadata: { createdBy: "app-a", signInMethod: "password", device },
  });
  const { name, value } = await sealToken(token);
  return { token, session, cookie: `${name}=${value}` };
}

function ask(service: string, path: string, cookie?: string, init: RequestInit = {}) {
  const origin = services.find(({ name }) => name === service)?.origin;
  return fetch(`${origin}/${service}${path}`, {
    ...init,
    headers: { ...init.headers, ...(cookie ? { cookie } : {}) },
  });
}

test.each(["express", "node"])("the %s service accepts the login that the app made", async (service) => {
  const { session, cookie } = await signedIn(`shared-${service}`);
  const answer = await ask(service, "/whoami", cookie);
  expect(await answer.json()).toMatchObject({ service, signedIn: true, id: session.id, user: session.user });
  expect(answer.headers.get("set-cookie")).toBeNull();
});

test.each(["express", "node"])(
  "the %s service lets nobody in by an id, a bare token or a made-up cookie",
  async (service) => {
    const { session, token, cookie } = await signedIn(`forger-${service}`);
    const middle = Math.floor(cookie.length / 2);
    const altered = `${cookie.slice(0, middle)}${cookie[middle] === "A" ? "B" : "A"}${cookie.slice(middle + 1)}`;
    const forged = [
      `unstuck=${session.id}`,
      `unstuck=${token}`,
      `login=s%3A${session.id}.c2lnbmF0dXJl`,
      altered,
    ];
    for (const attempt of [undefined, ...forged]) {
      expect(await (await ask(service, "/whoami", attempt)).json()).toEqual({ signedIn: false });
    }
  },
);

test.each(["express", "node"])(
  "of several cookies the %s service takes the same one as the app",
  async (service) => {
    const { sentSeal } = await import("../lib/auth/iron.ts");
    const [first, second] = [await signedIn(`one-${service}`), await signedIn(`two-${service}`)];
    const seal = second.cookie.replace("unstuck=", "");
    const sent = [
      `${first.cookie}; ${second.cookie}`,
      `a=${second.cookie}; ${first.cookie}; ${second.cookie}`,
      `unstuck =${seal}; ${first.cookie}`,
      `a=1;\t${second.cookie}; ${first.cookie}`,
      `Unstuck=${seal}; ${first.cookie}`,
    ];
    for (const header of sent) {
      expect(`unstuck=${sentSeal(header)}`).toBe(first.cookie);
      expect(await (await ask(service, "/whoami", header)).json(), header).toMatchObject({
        user: `one-${service}`,
      });
    }
    const encoded = `unstuck=${seal.replaceAll("*", "%2A")}`;
    expect(await (await ask(service, "/whoami", encoded)).json()).toEqual({ signedIn: false });
  },
);

test.each<[string, Record<string, string>]>([
  ["the header of a page's own requests", { "x-by-itself": "1" }],
  ["the header of a prefetch", { "sec-purpose": "prefetch;prerender" }],
  ["the cookie of a refresh", { cookie: "by-itself=1" }],
])(
  "a request with %s leaves the idle end where it is in the Express service, as in the app",
  async (_, said) => {
    const { session, cookie } = await signedIn("by-itself");
    const operator = new Redis(redis.operatorUrl(redisPort));
    onTestFinished(() => operator.disconnect());
    const record = defaultKeys.record(tagOf(session.user), session.id);
    // A slide is due after a tenth of the idle time, 3 minutes.
    const longAgo = Buffer.alloc(6);
    longAgo.writeUIntBE(Date.now() - 240_000, 0, 6);
    await operator.setrange(record, 20, longAgo);
    const lastSeen = () => operator.getrangeBuffer(record, 20, 25);
    const cookies = [cookie, said.cookie].filter(Boolean).join("; ");
    expect((await ask("express", "/whoami", cookies, { headers: said })).status).toBe(200);
    expect(await lastSeen()).toEqual(longAgo);
    await ask("express", "/whoami", cookie);
    expect(await lastSeen(), "the control: a person's request moves it").not.toEqual(longAgo);
  },
);

test.each(["express", "node"])("a sign-out in the app ends the login in the %s service", async (service) => {
  const { token, cookie } = await signedIn(`app-out-${service}`);
  await sessions.revoke({ token });
  expect(await (await ask(service, "/whoami", cookie)).json()).toEqual({ signedIn: false });
});

test("a sign-out in the Express service ends the login in the app, and takes the cookie away", async () => {
  const { token, cookie } = await signedIn("express-out");
  const answer = await ask("express", "/sign-out", cookie, { method: "POST" });
  expect(answer.status).toBe(204);
  expect(answer.headers.get("set-cookie")).toMatch(/^unstuck=; Max-Age=0/);
  expect(await sessions.read(token)).toEqual({ status: "none", replayed: false });
});

test("another site's page can't sign a person out through the Express service", async () => {
  const { token, cookie } = await signedIn("cross-site");
  const answer = await ask("express", "/sign-out", cookie, {
    method: "POST",
    headers: { "sec-fetch-site": "cross-site" },
  });
  expect(answer.status).toBe(403);
  expect((await sessions.read(token)).status).toBe("alive");
});

test("what the Express service keeps stays beside the app's data, and the app's own updates keep it", async () => {
  const { token, session, cookie } = await signedIn("visits");
  await ask("express", "/visits", cookie, { method: "POST" });
  await sessions.update(session, (data) => ({ ...data, name: "New Name" }));
  expect(await (await ask("express", "/visits", cookie, { method: "POST" })).json()).toEqual({ visits: 2 });
  const found = await sessions.read(token);
  expect(found).toMatchObject({
    session: { data: { name: "New Name", role: "user" }, parts: { express: { visits: 2 } } },
  });
});

test("a visitor's visits are kept nowhere, and no cookie is set for them", async () => {
  const answer = await ask("express", "/visits", undefined, { method: "POST" });
  expect(await answer.json()).toEqual({ visits: 1 });
  expect(answer.headers.get("set-cookie")).toBeNull();
});

test.each(["express", "node"])(
  "with Redis down the %s service answers 503 and leaves the cookie alone",
  async (service) => {
    const { cookie } = await signedIn(`outage-${service}`);
    const operator = new Redis(redis.operatorUrl(redisPort));
    await operator.call("CLIENT", "PAUSE", "2600", "ALL");
    operator.disconnect();
    const answer = await ask(service, "/whoami", cookie);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.headers.get("set-cookie")).toBeNull();
    await expect
      .poll(async () => (await ask(service, "/whoami", cookie)).status, {
        timeout: 8000,
        message: "the login is back when Redis answers again",
      })
      .toBe(200);
  },
  15_000,
);
