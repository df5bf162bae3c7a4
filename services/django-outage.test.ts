import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnNode, OwnRedis } from "../lib/session/testing/own-redis.ts";
import { AppLogins } from "./testing/app-login.ts";
import { DjangoService } from "./testing/django-service.ts";

let own: OwnRedis;
let primary: OwnNode;
let replica: OwnNode;
let app: AppLogins;
let django: DjangoService;

beforeAll(async () => {
  own = await OwnRedis.begin();
  primary = await own.node("min-replicas-to-write 0");
  replica = await own.node("min-replicas-to-write 0");
  await own.follow(replica, primary.port);
  const url = `${own.urlOf(primary)}?replicas=1`;
  app = new AppLogins(url);
  django = await DjangoService.start(url);
}, 60_000);

afterAll(async () => {
  await django?.stop();
  await app?.close();
  await own?.end();
});

test("a sign-out that no replica has is an error and leaves the cookie alone; repeated, it succeeds", async () => {
  const { token, cookie } = await app.signedIn("durable");
  replica.freeze();
  try {
    const answer = await django.post("sign-out", cookie);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.headers.get("set-cookie")).toBeNull();
  } finally {
    replica.thaw();
  }
  const again = await django.post("sign-out", cookie);
  expect(again.status).toBe(302);
  expect(again.headers.get("set-cookie")).toMatch(/^unstuck=/);
  expect(await app.sessions.read(token)).toEqual({ status: "none", replayed: false });
}, 30_000);

test("with Redis away Django answers 503 and leaves the cookie alone, and the login is back with Redis", async () => {
  const { cookie } = await app.signedIn("outage");
  primary.freeze();
  try {
    const begun = performance.now();
    const answer = await django.ask("whoami", cookie);
    expect(performance.now() - begun, "a read's deadline").toBeLessThan(3000);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect((await django.ask("whoami")).status, "without a cookie nobody asks Redis").toBe(200);
    expect((await django.ask("health")).status).toBe(503);
  } finally {
    primary.thaw();
  }
  await expect
    .poll(async () => (await django.ask("whoami", cookie)).status, {
      timeout: 8000,
      message: "the login is back",
    })
    .toBe(200);
}, 20_000);
