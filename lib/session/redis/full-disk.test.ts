import { afterAll, beforeAll, expect, test } from "vitest";
import { fillDisk } from "../testing/full-disk.ts";
import { type OwnNode, OwnRedis } from "../testing/own-redis.ts";
import { poll } from "../testing/poll.ts";
import { login, openStore } from "../testing/stores.ts";

/** A Sentinel group of this file's own. It ends with another primary than it began with. */
let own: OwnRedis;
let url: string;
let primary: OwnNode;
let replicas: readonly OwnNode[];
beforeAll(async () => {
  own = await OwnRedis.begin();
  const group = await own.sentinelGroup();
  url = group.url;
  const [first, ...others] = group.nodes;
  primary = first ?? expect.fail("The group has no nodes.");
  replicas = others;
}, 40_000);
afterAll(() => own.end());

test("while the primary's disk is full the replicas answer every read, and a login waits for the next primary", async () => {
  const store = openStore("sentinel", { url });
  const { token } = await store.create(login());
  expect(await store.read(token)).toMatchObject({ status: "alive" });
  await fillDisk(primary);
  const took: number[] = [];
  let elected = false;
  const signedIn = store.create(login()).finally(() => {
    elected = true;
  });
  await poll(
    async () => {
      const begun = performance.now();
      expect(await store.read(token)).toMatchObject({ status: "alive" });
      took.push(performance.now() - begun);
      return elected;
    },
    { timeoutMs: 15_000, promise: "the Sentinels depose a primary whose disk is full" },
  );
  expect(await store.read((await signedIn).token)).toMatchObject({ status: "alive" });
  expect(took.length).toBeGreaterThan(5);
  expect(Math.max(...took)).toBeLessThan(1000);
  const roles = await Promise.all(replicas.map(({ operator }) => operator.role()));
  expect(roles.map(([role]) => role).sort()).toEqual(["master", "slave"]);
}, 40_000);
