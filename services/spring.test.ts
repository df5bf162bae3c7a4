import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type SessionMetadata, sessionMetadata } from "../lib/auth/session-metadata.ts";
import type { SessionData } from "../lib/auth/sessions.ts";
import { RedisSessions } from "../lib/session/index.ts";
import { defaultKeys, tagOf } from "../lib/session/keys.ts";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { type OwnNode, OwnRedis } from "../lib/session/testing/own-redis.ts";
import { poll } from "../lib/session/testing/poll.ts";
import { spy } from "../lib/session/testing/spy.ts";

const key = "k".repeat(43);
const html = { accept: "text/html" };
/** The service that `npm run test:services` set up. */
const jar = process.env.SPRING_JAR ?? "";
let own: OwnRedis;
let primary: OwnNode;
let replica: OwnNode;
let sessions: RedisSessions<SessionData, SessionMetadata>;
let service: ChildProcess;
let origin: string;

beforeAll(async () => {
  if (!jar) throw new Error("There is no jar: run `npm run test:services -- spring`.");
  // The Redis has a replica, so that acknowledged writes can be durable and others can be seen.
  own = await OwnRedis.begin();
  primary = await own.node("min-replicas-to-write 0");
  replica = await own.node("min-replicas-to-write 0");
  await own.follow(replica, primary.port);
  const url = `${own.urlOf(primary)}?replicas=1`;
  sessions = new RedisSessions({ metadata: sessionMetadata, url, peppers: [key], envelopeKeys: [key] });
  const port = await freePorts(1);
  origin = `http://127.0.0.1:${port}`;
  Object.assign(process.env, {
    NODE_NAME: "app-a",
    REDIS_URL: url,
    SITE_URL: origin,
    SESSION_SEAL_KEYS: key,
    SESSION_PEPPERS: key,
    SESSION_ENVELOPE_KEYS: key,
    DEMO_PASSWORD: "correct horse battery",
  });
  service = await start(port, url);
}, 120_000);

afterAll(async () => {
  await stop(service);
  await sessions?.close();
  await own?.end();
}, 30_000);

/** Runs the service as its README says. */
async function start(port: number, url: string): Promise<ChildProcess> {
  const env = { ...process.env, NODE_NAME: "spring", PORT: `${port}`, REDIS_URL: url };
  const child = spawn("java", ["-XX:TieredStopAtLevel=1", "-jar", jar], {
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  await poll(
    async () => child.exitCode !== null || (await fetch(`http://127.0.0.1:${port}/spring/health`)).ok,
    {
      timeoutMs: 100_000,
      promise: "the Spring Boot service answers",
    },
  );
  if (child.exitCode !== null) throw new Error(`The Spring Boot service ended with ${child.exitCode}.`);
  return child;
}

async function stop(child: ChildProcess | undefined) {
  const ended = child?.exitCode === null && once(child, "exit");
  child?.kill("SIGTERM");
  await ended;
}

/** Logs in as the app does, and gives the browser's cookie. */
async function signedIn(user: string, store = sessions) {
  const { sealToken } = await import("../lib/auth/iron.ts");
  const { token, session } = await store.create({
    user,
    data: { email: `${user}@example.com`, name: "Ada", role: "user" },
    metadata: {
      createdBy: "app-a",
      signInMethod: "password",
      device: { browser: "Firefox 140", system: "Linux" },
    },
  });
  const { name, value } = await sealToken(token);
  return { token, session, cookie: `${name}=${value}` };
}

const ask = (where: string, cookie?: string, init: RequestInit = {}) =>
  fetch(`${origin}/spring${where}`, {
    redirect: "manual",
    ...init,
    headers: { ...init.headers, ...(cookie ? { cookie } : {}) },
  });

const add = (item: string, cookie: string, headers: HeadersInit = {}) =>
  ask("/cart", cookie, { method: "POST", headers, body: new URLSearchParams({ item }) });

/** The parts that services keep in a session, as the app's own store reads them. */
async function partsOf(token: string) {
  const found = await sessions.read(token);
  return found.status === "alive" ? found.session.parts : {};
}

/**
 * The commands that clients send to Redis in the course of `work`. The commands of scripts count as
 * theirs.
 */
async function asked(work: () => Promise<unknown>): Promise<string[]> {
  const { username, password, port } = primary.operator.options;
  const { text, close } = await spy(`redis://${username}:${password}@127.0.0.1:${port}`);
  onTestFinished(close);
  await work();
  const commands = text()
    .split("\n")
    .flatMap((line) => /\[\d+ (?!lua)\S+\] "(\w+)"/.exec(line)?.[1]?.toUpperCase() ?? []);
  return commands.filter((command) => !["PING", "REPLCONF", "INFO", "PUBLISH"].includes(command));
}

test("the service accepts the login that the app made, and sets no cookie", async () => {
  const { session, cookie } = await signedIn("shared");
  const answer = await ask("/whoami", cookie);
  expect(await answer.json()).toMatchObject({
    service: "spring",
    signedIn: true,
    id: session.id,
    user: session.user,
    name: "Ada",
  });
  expect(answer.headers.get("set-cookie")).toBeNull();
  const page = await ask("/", cookie, { headers: html });
  expect(await page.text()).toMatch(/Hello, <span>Ada<\/span>.*<strong>spring<\/strong>, process <span>\d+/s);
  expect(page.headers.get("set-cookie")).toBeNull();
});

test("an id, a bare token or a made-up cookie lets nobody in, and costs Redis nothing", async () => {
  const { session, token, cookie } = await signedIn("forger");
  const middle = Math.floor(cookie.length / 2);
  const altered = `${cookie.slice(0, middle)}${cookie[middle] === "A" ? "B" : "A"}${cookie.slice(middle + 1)}`;
  const forged = [undefined, `unstuck=${session.id}`, `unstuck=${token}`, `SESSION=${session.id}`, altered];
  const commands = await asked(async () => {
    for (const attempt of forged) {
      const answer = await ask("/whoami", attempt);
      expect(await answer.json()).toEqual({ signedIn: false });
      expect(answer.headers.get("set-cookie")).toBeNull();
    }
  });
  expect(commands).toEqual([]);
});

test("a request that changes nothing is one round trip, an error page included", async () => {
  const { cookie } = await signedIn("round-trips");
  await ask("/whoami", cookie);
  for (const where of ["/whoami", "/", "/cart", "/nothing-here"])
    expect(await asked(() => ask(where, cookie)), where).toEqual(["EVALSHA"]);
});

test("a person who is not signed in goes to the app's sign-in, and a program gets a problem", async () => {
  const page = await ask("/", undefined, { headers: html });
  expect(page.status).toBe(303);
  expect(page.headers.get("location")).toBe(`${origin}/login?next=%2Fspring%2F`);
  const program = await ask("/cart");
  expect(program.status).toBe(401);
  expect(program.headers.get("content-type")).toBe("application/problem+json");
  expect(await program.json()).toMatchObject({ title: "Not signed in", status: 401 });
});

test("a session that the app ended is refused at the next request", async () => {
  const { token, cookie } = await signedIn("app-out");
  await ask("/whoami", cookie);
  await sessions.revoke({ token });
  expect(await (await ask("/whoami", cookie)).json()).toEqual({ signedIn: false });
  expect((await ask("/", cookie, { headers: html })).status).toBe(303);
});

test("what the service puts into the cart is there for the app, and stays at the app's own changes", async () => {
  const { token, cookie } = await signedIn("cart");
  expect(await (await add("tea", cookie)).json()).toEqual({ cart: ["tea"] });
  expect((await add("cups", cookie, html)).status).toBe(302);
  await ask("/note", cookie, { method: "POST", body: new URLSearchParams({ note: "gift" }) });
  const found = await sessions.read(token);
  if (found.status !== "alive") throw new Error("The session is gone.");
  await sessions.update(found.session, (data) => ({ ...data, name: "Ada L." }));
  expect(await partsOf(token)).toEqual({ shared: { cart: ["tea", "cups"] }, spring: { note: "gift" } });
  expect(await (await ask("/", cookie, { headers: html })).text()).toMatch(
    /Ada L\..*<li>tea<\/li>\s*<li>cups<\/li>.*value="gift"/s,
  );
});

test("50 changes of one part by Java and TypeScript at the same time are all there", async () => {
  const { token, session, cookie } = await signedIn("at-once");
  const items = (by: string) => Array.from({ length: 25 }, (_, nth) => `${by}-${nth}`);
  const put = (item: string) =>
    sessions.updatePart<{ cart: string[] }>(session, "shared", (part) => ({
      cart: [...(part?.cart ?? []), item],
    }));
  const here = items("typescript").map(put);
  const answers = await Promise.all(items("java").map((item) => add(item, cookie)));
  await Promise.all(here);
  expect(answers.map(({ status }) => status)).toEqual(items("java").map(() => 200));
  const { cart } = (await partsOf(token)).shared as { cart: string[] };
  expect(cart.toSorted()).toEqual([...items("java"), ...items("typescript")].toSorted());
}, 30_000);

test("a part above its budget is an error that names it, and nothing is written", async () => {
  const { token, cookie } = await signedIn("too-large");
  await add("tea", cookie);
  const answer = await add("x".repeat(1100), cookie);
  expect(answer.status).toBe(413);
  expect(((await answer.json()) as { detail: string }).detail).toMatch(/"shared".*1024/);
  expect(await partsOf(token)).toEqual({ shared: { cart: ["tea"] } });
});

test("a sign-out at the service ends the login for the app, tells it, and takes the cookie away", async () => {
  const { token, session, cookie } = await signedIn("spring-out");
  const told = new Promise<void>((resolve) => {
    sessions.watch(session, { ended: resolve, unsure: () => {} });
  });
  let answer: Response | undefined;
  const commands = await asked(async () => {
    answer = await ask("/sign-out", cookie, { method: "POST" });
  });
  expect(answer?.status).toBe(204);
  expect(answer?.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^unstuck=; Path=\/; Max-Age=0;.*HttpOnly; SameSite=Lax$/),
  ]);
  expect(commands.filter((command) => command === "WAIT")).toHaveLength(1);
  expect(await sessions.read(token)).toEqual({ status: "none", replayed: false });
  await told;
});

test("a sign-out that can't be made durable is a 503, and the cookie stays", async () => {
  const { cookie } = await signedIn("not-durable");
  replica.freeze();
  try {
    const answer = await ask("/sign-out", cookie, { method: "POST" });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.headers.get("set-cookie")).toBeNull();
  } finally {
    replica.thaw();
  }
  const again = await ask("/sign-out", cookie, { method: "POST" });
  expect(again.status).toBe(204);
}, 30_000);

test.each([{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }])(
  "another site's page can't sign a person out: %o",
  async (headers) => {
    const { token, cookie } = await signedIn("cross-site");
    const answer = await ask("/sign-out", cookie, { method: "POST", headers });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ title: "Cross-site request" });
    expect((await sessions.read(token)).status).toBe("alive");
  },
);

test("a request that a page makes by itself leaves the idle end where it is", async () => {
  const { session, cookie } = await signedIn("by-itself");
  const record = defaultKeys.record(tagOf(session.user), session.id);
  // This is as if a quarter of an hour had passed: the record's "last seen" is that old.
  const seen = Buffer.alloc(6);
  seen.writeUIntBE(Date.now() - 15 * 60_000, 0, 6);
  await primary.operator.setrange(record, 20, seen);
  await primary.operator.pexpire(record, 15 * 60_000);
  await ask("/whoami", cookie, { headers: { "x-by-itself": "1" } });
  expect(await primary.operator.pttl(record)).toBeLessThanOrEqual(15 * 60_000);
  await ask("/whoami", cookie);
  expect(await primary.operator.pttl(record)).toBeGreaterThan(29 * 60_000);
});

test("with Redis away the service answers 503 and leaves the cookie alone, and then all is back", async () => {
  const { cookie } = await signedIn("outage");
  await primary.operator.call("CLIENT", "PAUSE", "2600", "ALL");
  for (const where of ["/whoami", "/"]) {
    const answer = await ask(where, cookie, { headers: html });
    if (where === "/whoami") {
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("2");
      expect(await answer.json()).toMatchObject({ status: 503 });
    }
    expect(answer.headers.get("set-cookie")).toBeNull();
  }
  await expect.poll(async () => (await ask("/whoami", cookie)).status, { timeout: 8000 }).toBe(200);
}, 20_000);

test("a login outlives the primary, and its end outlives the next one", async () => {
  const group = await own.sentinelGroup();
  const store: typeof sessions = new RedisSessions({
    metadata: sessionMetadata,
    url: group.url,
    peppers: [key],
    envelopeKeys: [key],
  });
  const before = origin;
  const port = await freePorts(1);
  const onGroup = await start(port, group.url);
  origin = `http://127.0.0.1:${port}`;
  try {
    const { token, cookie } = await signedIn("failover", store);
    expect(await (await ask("/whoami", cookie)).json()).toMatchObject({ signedIn: true });
    group.nodes[0]?.kill();
    // A write waits for the next primary; nobody is signed out meanwhile.
    const during = await Promise.all([add("tea", cookie), ask("/whoami", cookie)]);
    expect(during.map(({ status }) => [200, 503].includes(status))).toEqual([true, true]);
    expect(during.map(({ headers }) => headers.get("set-cookie"))).toEqual([null, null]);
    await expect.poll(async () => (await ask("/whoami", cookie)).status, { timeout: 20_000 }).toBe(200);
    expect(await (await ask("/whoami", cookie)).json()).toMatchObject({ signedIn: true });
    expect((await ask("/sign-out", cookie, { method: "POST" })).status).toBe(204);
    expect(await store.read(token)).toEqual({ status: "none", replayed: false });
  } finally {
    origin = before;
    await stop(onGroup);
    await store.close();
  }
}, 150_000);
