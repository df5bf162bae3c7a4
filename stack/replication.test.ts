import { afterAll, beforeAll, expect, it } from "vitest";
import { poll } from "../lib/session/testing/poll.ts";
import { partsNamed } from "./cli/roles.ts";
import { diagnosis } from "./diagnosis.ts";
import type { NativeStack } from "./native.ts";
import { type Replication, replicationOf } from "./replication.ts";
import type { PartStatus } from "./stack.ts";
import { statusTable } from "./status-table.ts";
import { RedisStack } from "./testing/redis-stack.ts";

let own: RedisStack;
let stack: NativeStack;

beforeAll(async () => {
  own = await RedisStack.begin(process.platform === "linux");
  ({ stack } = own);
}, 60_000);
afterAll(() => own.end(), 60_000);

/** The healthy nodes and nginx, which this small stack lacks. */
const others: readonly PartStatus[] = (["load-balancer", "app", "identity-provider"] as const).map(
  (kind) => ({
    ...{ name: kind, kind, role: null, pid: 1, port: 0, health: "up" },
  }),
);

async function look(): Promise<{
  lines: string[];
  table: string;
  replication: Replication;
  status: PartStatus[];
}> {
  const status = [...others, ...(await stack.status())];
  const replication = await replicationOf(stack, status, own.secrets.REDIS_OPERATOR_PASSWORD);
  return {
    status,
    replication,
    lines: diagnosis(status, replication),
    table: statusTable(status, replication),
  };
}

const until = (promise: string, isSo: (seen: Awaited<ReturnType<typeof look>>) => boolean) =>
  poll(
    async () => {
      const seen = await look();
      return isSo(seen) && seen;
    },
    { timeoutMs: 20_000, everyMs: 200, promise },
  );
const whole = () => until("nothing is wrong", ({ lines }) => lines.length === 0);

it("names the elected primary, and of each replica how far it is behind", async () => {
  const { replication, table } = await whole();
  expect(replication).toMatchObject({ elected: "redis-1", deposed: [], takesWrites: true });
  expect(Object.keys(replication.replicas)).toEqual(["redis-2", "redis-3"]);
  expect(table).toMatch(/^redis-1 +primary +up .* elected$/m);
  expect(table).toMatch(/^redis-2 +replica +up .* \d+ B behind$/m);
});

it.runIf(process.platform === "linux")(
  "says that no login can be made durable while a replica that is up is cut off from the primary alone",
  async () => {
    await stack.cut("redis-1", ["redis-2"]);
    const { lines, status } = await until("it is said", (seen) => seen.lines.length > 0);
    expect(lines).toEqual([
      expect.stringMatching(
        /^redis-2 is up, but redis-1 has .*answered 503 \(not-durable\).*kill redis-2`\.$/,
      ),
    ]);
    expect(
      status.map(({ health }) => health),
      "what alone was shown",
    ).toEqual(status.map(() => "up"));
    await stack.heal();
    await whole();
  },
  60_000,
);

it("says that writes are refused once the primary has no replica, and that users notice nothing of one less", async () => {
  await stack.kill("redis-3");
  const one = await until(
    "one is down",
    ({ replication }) => replication.replicas["redis-3"]?.connected === false,
  );
  expect(one.lines).toEqual([expect.stringMatching(/^redis-3 is down: users notice nothing/)]);
  await stack.kill("redis-2");
  const none = await until("none is in step", ({ replication }) => replication.takesWrites === false);
  expect(none.lines[0]).toMatch(
    /^redis-1, the elected primary, has no replica in step: pages come, and logins/,
  );
  await stack.start("redis-2");
  await stack.start("redis-3");
  await whole();
}, 60_000);

it("tells a primary that was replaced from the one that was elected", async () => {
  await stack.freeze("redis-1");
  await until("another is elected", ({ replication }) => replication.elected !== "redis-1");
  const site = { stack, secrets: async () => own.secrets };
  expect(await partsNamed("frozen", site)).toEqual(["redis-1"]);
  expect(await partsNamed("primary", site), "a command's role follows").not.toEqual(["redis-1"]);
  await stack.thaw("redis-1");
  // This lasts only a second or two, until the Sentinels have told it.
  const { lines, table } = await poll(
    async () => {
      const seen = await look();
      return seen.replication.deposed.length > 0 && seen;
    },
    { timeoutMs: 5000, everyMs: 5, promise: "it still calls itself primary" },
  );
  expect(table).toMatch(/^redis-1 +deposed primary +up/m);
  expect(lines).toContainEqual(
    expect.stringMatching(/^redis-1 calls itself primary, but the Sentinels have elected redis-\d/),
  );
  await whole();
}, 60_000);
