import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { RedisStore } from "connect-redis";
import express, { type RequestHandler } from "express";
import expressSession, { type Session } from "express-session";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sharedLogin } from "./express.ts";
import { RedisSessions } from "./index.ts";
import { defaultKeys, tagOf } from "./keys.ts";

type Data = Record<string, unknown>;
type Shown = Session & Record<string, unknown>;

const key = "k".repeat(43);
const slideAfter = 0.5;
const answered: string[] = [];
const sessions = new RedisSessions<Data>({
  url: inject("redisUrls").standalone,
  peppers: [key],
  envelopeKeys: [key],
  policy: { idle: slideAfter * 10 },
  observer: { answered: (operation) => answered.push(operation) },
});
const operator = new Redis(inject("operatorUrls").standalone);
const peer = createClient({ url: inject("operatorUrls").standalone });
const closers: (() => Promise<unknown>)[] = [];

beforeAll(() => peer.connect());
afterAll(async () => {
  for (const close of closers) await close();
  await Promise.all([sessions.close(), operator.quit(), peer.close()]);
});

/** Where these services have the login's token: in the cookie `token`, unsealed. */
const ours = sharedLogin<Data>({
  sessions,
  tokenOf: async ({ headers }) => /token=([^;]+)/.exec(headers.cookie ?? "")?.[1],
  part: "service",
});
const connectRedis = expressSession({
  store: new RedisStore({ client: peer, prefix: "unstuck:connect-redis:" }),
  name: "peer",
  secret: key,
  resave: false,
  saveUninitialized: false,
});

/** An Express service with one route that does `work`. */
async function serve(middleware: RequestHandler, work: (session: Shown, key: string) => unknown) {
  const app = express().use(middleware);
  app.get("/:key", async ({ session, params }, response) => {
    await work(session as unknown as Shown, params.key);
    response.json(session ?? null);
  });
  const server = app.listen(0, "127.0.0.1");
  closers.push(async () => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return async (cookie: string, path = "key") => {
    const answer = await fetch(`http://127.0.0.1:${port}/${path}`, { headers: { cookie } });
    // express-session holds the last byte back until it has saved, so the answer is read to its
    // end.
    return { status: answer.status, cookie: answer.headers.get("set-cookie"), body: await answer.text() };
  };
}

async function login(user: string, data: Data = { name: "Ada" }) {
  const made = await sessions.create({
    user,
    data,
  });
  return { ...made, cookie: `token=${made.token}`, record: defaultKeys.record(tagOf(user), made.session.id) };
}

/** A login of connect-redis, which makes its sessions itself. */
async function peerLogin() {
  const begin = await serve(connectRedis, (session) => Object.assign(session, { user: "peer" }));
  const cookie = (await begin("")).cookie?.split(";")[0] ?? "";
  const id = /s:([^.]+)/.exec(decodeURIComponent(cookie))?.[1];
  return { cookie, record: `unstuck:connect-redis:${id}` };
}

const save = (session: Session) =>
  new Promise<void>((resolve, reject) => session.save((error) => (error ? reject(error) : resolve())));

/** Holds every caller until `count` of them have arrived. */
function barrier(count: number): () => Promise<void> {
  let waiting = 0;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    waiting += 1;
    if (waiting === count) open();
    return opened;
  };
}

/**
 * Ends the login while a request that changes it is under way. The result is whether its record
 * exists after the answer.
 */
async function endDuringRequest(
  middleware: RequestHandler,
  cookie: string,
  record: string,
  end: () => Promise<unknown>,
) {
  const ask = await serve(middleware, async (session) => {
    session.visits = 1;
    await end();
  });
  expect((await ask(cookie)).status).toBe(200);
  return (await operator.exists(record)) === 1;
}

test("a request that was under way doesn't bring back a session that ended meanwhile", async () => {
  const { token, cookie, record } = await login("ends-meanwhile");
  expect(await endDuringRequest(ours, cookie, record, () => sessions.revoke({ token }))).toBe(false);
  expect(await sessions.list("ends-meanwhile")).toEqual([]);
});

test("connect-redis, the control, brings it back", async () => {
  const { cookie, record } = await peerLogin();
  expect(await endDuringRequest(connectRedis, cookie, record, () => operator.del(record))).toBe(true);
});

/** How many of 25 requests at once, each setting a key of its own, left their key. */
async function kept(middleware: RequestHandler, cookie: string): Promise<number> {
  const together = barrier(25);
  const write = await serve(middleware, async (session, key) => {
    await together();
    session[key] = true;
  });
  const answers = await Promise.all(Array.from({ length: 25 }, (_, index) => write(cookie, `key-${index}`)));
  expect(answers.map(({ status }) => status)).toEqual(Array(25).fill(200));
  const read = await serve(middleware, () => {});
  const session = JSON.parse((await read(cookie)).body) as object;
  return Object.keys(session).filter((name) => name.startsWith("key-")).length;
}

test("25 requests at once that each set a key of their own leave all 25", async () => {
  const { cookie } = await login("keys");
  expect(await kept(ours, cookie)).toBe(25);
});

test("connect-redis, the control, loses some of the 25", async () => {
  expect(await kept(connectRedis, (await peerLogin()).cookie)).toBeLessThan(25);
});

test("25 requests at once that count one key up lose neither the login nor what the app changed meanwhile", async () => {
  const { token, session, cookie } = await login("counts");
  const together = barrier(25);
  const count = await serve(ours, async (shown) => {
    await together();
    shown.visits = Number(shown.visits ?? 0) + 1;
  });
  const changed = sessions.update(session, (data) => ({ ...data, name: "Grace" }));
  await Promise.all([changed, ...Array.from({ length: 25 }, () => count(cookie))]);
  const found = await sessions.read(token);
  expect(found).toMatchObject({
    status: "alive",
    session: { data: { name: "Grace" }, parts: { service: { visits: 1 } } },
  });
});

test("a request that changes nothing costs one read and writes nothing, until a slide is due", async () => {
  const { cookie, record } = await login("touch");
  const ask = await serve(ours, () => {});
  const state = async () => [await operator.getBuffer(record), await operator.call("PEXPIRETIME", record)];
  const before = await state();
  answered.length = 0;
  expect(JSON.parse((await ask(cookie)).body)).toMatchObject({ user: "touch" });
  expect(answered).toEqual(["read"]);
  expect(await state()).toEqual(before);

  await expect
    .poll(
      async () => {
        await ask(cookie);
        return Number((await state())[1]) > Number(before[1]);
      },
      { timeout: 5000, message: `a request ${slideAfter} s later moves the idle end` },
    )
    .toBe(true);
});

test("a request that a page made by itself leaves the idle end where it is", async () => {
  const { cookie, record } = await login("watched");
  const watching = sharedLogin<Data>({
    sessions,
    tokenOf: async ({ headers }) => /token=([^;]+)/.exec(headers.cookie ?? "")?.[1],
    isByItself: ({ url }) => url === "/by-itself",
    part: "service",
  });
  const ask = await serve(watching, () => {});
  const end = async () => Number(await operator.call("PEXPIRETIME", record));
  const before = await end();
  await new Promise((resolve) => setTimeout(resolve, slideAfter * 1000 + 50));
  expect((await ask(cookie, "by-itself")).body).toContain("watched");
  expect(await end()).toBe(before);
  await ask(cookie);
  expect(await end(), "the control: a person's request moves it").toBeGreaterThan(before);
});

test("a service that changes req.session.user or data gets an error, and the login stays as it was", async () => {
  const { token, cookie } = await login("promoted");
  const attempts = [{ user: "operator" }, { data: { name: "Ada", role: "operator" } }];
  for (const attempt of attempts) {
    const ask = await serve(ours, (session) => save(Object.assign(session, attempt)));
    const answer = await ask(cookie);
    expect(answer.status).toBe(500);
    expect(answer.body).toContain("belong to the login");
  }
  expect(await sessions.read(token)).toMatchObject({ session: { user: "promoted", data: { name: "Ada" } } });
});

test("a service that changes what lies deeper in req.session.data gets an error, and its own changes are not written either", async () => {
  const data = { profile: { name: "Ada" } };
  const { token, cookie } = await login("deep", data);
  const ask = await serve(ours, (session) => {
    (session.data as { profile: { name: string } }).profile.name = "changed";
    session.visits = 1;
    return save(session);
  });
  const answer = await ask(cookie);
  expect(answer.status).toBe(500);
  expect(answer.body).toContain("belong to the login");
  expect(await sessions.read(token)).toMatchObject({ session: { data: { profile: { name: "Ada" } } } });
  expect(await sessions.read(token)).toMatchObject({ session: { parts: {} } });
});

test("a key that a service deletes is gone, and a service's session after regenerate is nobody's", async () => {
  const { token, cookie } = await login("deletes");
  await (await serve(ours, (session) => Object.assign(session, { a: 1, b: 2 })))(cookie);
  await (
    await serve(ours, (session) => {
      delete session.a;
    })
  )(cookie);
  const found = await sessions.read(token);
  expect(found).toMatchObject({ session: { data: { name: "Ada" } } });
  expect(found.status === "alive" && found.session.parts).toEqual({ service: { b: 2 } });

  const regenerate = (session: Session) => new Promise((resolve) => session.regenerate(resolve));
  await (await serve(ours, regenerate))(cookie);
  expect(await sessions.read(token)).toEqual({ status: "none", replayed: false });
});

test("a change to a login that ended before the request is dropped, and the visitor gets an answer and no cookie", async () => {
  const { token, cookie } = await login("ended");
  await sessions.revoke({ token });
  const ask = await serve(ours, (session) => save(Object.assign(session, { visits: 1 })));
  expect(await ask(cookie)).toMatchObject({ status: 200, cookie: null });
  expect(await sessions.list("ended")).toEqual([]);
});

test("what a service may log of its session holds the public id, and no part of the token's secret", async () => {
  const { token, session, cookie } = await login("logged");
  let logged = "";
  const ask = await serve(ours, (shown) => {
    logged = JSON.stringify([shown.id, shown]);
  });
  await ask(cookie);
  expect(logged).toContain(session.id);
  expect(logged).not.toContain(token.split(".").at(-1));
});
