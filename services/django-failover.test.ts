import { afterAll, beforeAll, expect, test } from "vitest";
import { type OwnNode, OwnRedis } from "../lib/session/testing/own-redis.ts";
import { AppLogins } from "./testing/app-login.ts";
import { DjangoService } from "./testing/django-service.ts";

let own: OwnRedis;
let nodes: readonly OwnNode[];
let app: AppLogins;
let django: DjangoService;

beforeAll(async () => {
  own = await OwnRedis.begin();
  const group = await own.sentinelGroup();
  nodes = group.nodes;
  app = new AppLogins(group.url);
  django = await DjangoService.start(group.url);
}, 60_000);

afterAll(async () => {
  await django?.stop();
  await app?.close();
  await own?.end();
});

test("logins and sign-outs outlive the primary; meanwhile Django says 503 and never that nobody is signed in", async () => {
  const stays = await app.signedIn("stays");
  const leaves = await app.signedIn("leaves");
  const before = await app.signedIn("left-before");
  expect((await django.post("sign-out", before.cookie)).status).toBe(302);
  await django.bothWorkers(stays.cookie);

  nodes[0]?.kill();
  // A write waits up to 8 s for the next primary. An election of 4 to 6 s leaves room within that.
  const signOut = django.post("sign-out", leaves.cookie);
  const seen = new Set<number>();
  await expect
    .poll(
      async () => {
        const answer = await django.ask("whoami", stays.cookie);
        seen.add(answer.status);
        expect(answer.headers.get("set-cookie")).toBeNull();
        if (answer.status !== 200) return false;
        const { signedIn } = (await answer.json()) as { signedIn: boolean };
        expect(signedIn, "an outage is no sign-out").toBe(true);
        return true;
      },
      { timeout: 15_000, message: "the login is back behind the next primary" },
    )
    .toBe(true);
  expect([...seen].toSorted()).toEqual([200, 503]);
  const { status } = await signOut;
  // On a slow machine the election may outlast the 8 s. Then the site tells the person so, and the
  // person tries again.
  if (status === 503) expect((await django.post("sign-out", leaves.cookie)).status).toBe(302);
  else expect(status).toBe(302);
  for (const { cookie } of [leaves, before])
    for (const { body } of await django.bothWorkers(cookie)) expect(body).toMatchObject({ signedIn: false });
  expect(await (await django.post("cart", stays.cookie, { item: "tea" })).json()).toEqual({ cart: ["tea"] });
}, 60_000);
