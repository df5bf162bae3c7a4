import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnNode, OwnRedis } from "../lib/session/testing/own-redis.ts";
import { RedisProxy } from "../lib/session/testing/proxy.ts";
import { AppLogins } from "./testing/app-login.ts";
import { DjangoService } from "./testing/django-service.ts";

let own: OwnRedis;
let node: OwnNode;
/** The proxy between Django and Redis. */
let proxy: RedisProxy;
let app: AppLogins;
let django: DjangoService;

beforeAll(async () => {
  own = await OwnRedis.begin();
  node = await own.node("min-replicas-to-write 0");
  proxy = await RedisProxy.open(own.urlOf(node));
  app = new AppLogins(own.urlOf(node));
  django = await DjangoService.start(proxy.url);
}, 60_000);

afterAll(async () => {
  await django?.stop();
  await app?.close();
  proxy?.close();
  await own?.end();
});

test("both workers accept the login that the app made, and set no cookie of their own", async () => {
  const { session, cookie } = await app.signedIn("shared-django");
  for (const { body, setCookie } of await django.bothWorkers(cookie)) {
    expect(body).toMatchObject({
      ...{ service: "django", signedIn: true, id: session.id, user: session.user },
      ...{ name: "Demo User", groups: ["user"], node: "django-a" },
    });
    expect(setCookie).toBeNull();
  }
});

test("nobody gets in by an id, a bare token, a made-up cookie or a key of Django's own, and Redis isn't asked", async () => {
  const { session, token, cookie } = await app.signedIn("forger-django");
  const middle = Math.floor(cookie.length / 2);
  const altered = `${cookie.slice(0, middle)}${cookie[middle] === "A" ? "B" : "A"}${cookie.slice(middle + 1)}`;
  const forged = [`unstuck=${session.id}`, `unstuck=${token}`, `sessionid=${session.id}`, altered];
  const before = proxy.commands.length;
  for (const attempt of [undefined, ...forged]) {
    const answer = await (await django.ask("whoami", attempt)).json();
    expect(answer, attempt).toMatchObject({ signedIn: false });
  }
  expect(proxy.commands.slice(before)).toEqual([]);
});

test("a person who is not signed in is sent to the app's sign-in", async () => {
  const answer = await django.ask("");
  expect(answer.status).toBe(302);
  expect(answer.headers.get("location")).toBe("/login?next=/django/");
  expect(answer.headers.get("set-cookie")).toBeNull();
});

test("the page greets by name, shows the cart and says which node answered", async () => {
  const { cookie } = await app.signedIn("page");
  await django.post("cart", cookie, { item: "tea" });
  const page = await (await django.ask("", cookie, { headers: { accept: "text/html" } })).text();
  for (const part of ["Hello, Demo User", "<li>tea</li>", "<b>django-a</b>"]) expect(page).toContain(part);
});

test("a request that changes nothing costs one round trip, and none without a cookie", async () => {
  const { cookie } = await app.signedIn("trips");
  await django.bothWorkers(cookie);
  // This does not count the trips of the proxy, because the workers' listeners make some of them.
  const cost = async (work: () => Promise<Response>) => {
    const before = proxy.commands.length;
    expect((await work()).status).toBeLessThan(400);
    return proxy.commands.slice(before);
  };
  expect(await cost(() => django.ask("whoami", cookie))).toEqual(["evalsha"]);
  expect(await cost(() => django.ask("", cookie))).toEqual(["evalsha"]);
  expect(await cost(() => django.ask("whoami"))).toEqual([]);
});

test("what Django keeps stays beside the app's data, and the app's own updates keep it", async () => {
  const { token, session, cookie } = await app.signedIn("cart");
  expect(await (await django.post("cart", cookie, { item: "tea" })).json()).toEqual({ cart: ["tea"] });
  await app.sessions.update(session, (data) => ({ ...data, name: "New Name" }));
  expect(await (await django.post("cart", cookie, { item: "milk" })).json()).toEqual({
    cart: ["tea", "milk"],
  });
  await django.post("visits", cookie);
  expect(await (await django.post("visits", cookie)).json()).toEqual({ visits: 2 });
  expect((await app.session(token)).parts).toEqual({
    shared: { cart: ["tea", "milk"] },
    django: { visits: 2 },
  });
  const { user, data, metadata } = await app.session(token);
  expect({ user, data, metadata }).toEqual({
    user: "cart",
    data: { ...session.data, name: "New Name" },
    metadata: session.metadata,
  });
  expect(await (await django.ask("whoami", cookie)).json()).toMatchObject({ name: "New Name" });
});

test("a cart that doesn't fit into its part is refused, and what was there stays", async () => {
  const { token, cookie } = await app.signedIn("large-cart");
  const item = "x".repeat(40);
  const statuses: number[] = [];
  for (let number = 0; number < 26; number += 1)
    statuses.push((await django.post("cart", cookie, { item })).status);
  expect(new Set(statuses.slice(0, 20))).toEqual(new Set([200]));
  expect(statuses.at(-1)).toBe(413);
  const cart = statuses.filter((status) => status === 200).map(() => item);
  expect((await app.session(token)).parts).toEqual({ shared: { cart } });
});

test("of 50 changes of one cart at once, by Django and by the app's store, none is lost", async () => {
  const { token, session, cookie } = await app.signedIn("at-once");
  const items = Array.from({ length: 50 }, (_, number) => `${number}`);
  const put = (item: string) =>
    app.sessions.updatePart<{ cart?: string[] }>(session, "shared", ({ cart = [] } = {}) => ({
      cart: [...cart, item],
    }));
  const [answers, updates] = await Promise.all([
    Promise.all(items.slice(25).map((item) => django.post("cart", cookie, { item }))),
    Promise.all(items.slice(0, 25).map(put)),
  ]);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(updates.map(({ status }) => status))).toEqual(new Set(["updated"]));
  const { shared } = (await app.session(token)).parts as { shared: { cart: string[] } };
  expect(shared.cart.toSorted()).toEqual(items.toSorted());
}, 30_000);

test("a sign-out in the app ends the login in every worker of Django", async () => {
  const { token, cookie } = await app.signedIn("app-out");
  await django.bothWorkers(cookie);
  await app.sessions.revoke({ token });
  for (const { body } of await django.bothWorkers(cookie)) expect(body).toMatchObject({ signedIn: false });
});

test("a sign-out in Django ends the login in the app, takes the cookie away and is announced", async () => {
  const { token, session, cookie } = await app.signedIn("django-out");
  const heard = new Promise<void>((ended) => app.sessions.watch(session, { ended, unsure: () => {} }));
  const answer = await django.post("sign-out", cookie);
  expect(answer.status).toBe(302);
  const attributes = answer.headers.get("set-cookie")?.split("; ").toSorted();
  expect(attributes).toEqual(
    expect.arrayContaining([
      "HttpOnly",
      "Max-Age=0",
      "Path=/",
      "SameSite=Lax",
      expect.stringMatching(/^unstuck=(""|$)/),
    ]),
  );
  expect(await app.sessions.read(token)).toEqual({ status: "none", replayed: false });
  await heard;
});

test("another site's page can't sign a person out", async () => {
  const { token, cookie } = await app.signedIn("cross-site");
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://elsewhere.example" }])
    expect((await django.post("sign-out", cookie, {}, headers)).status).toBe(403);
  expect((await app.sessions.read(token)).status).toBe("alive");
});

test("Redis has refused the service nothing: the app's user may do all that it does", async () => {
  expect(await node.operator.call("ACL", "LOG")).toEqual([]);
});
