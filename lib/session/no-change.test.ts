import { describe, expect, test } from "vitest";
import { login, openPrimaries, openStore, topologies } from "./testing/stores.ts";

const median = (times: number[]) => [...times].sort((a, b) => a - b)[times.length >> 1] as number;

describe.each(topologies)("on %s", (topology) => {
  test("a durable write that changes nothing takes about as long as one that does", async () => {
    const store = openStore(topology);
    const primaries = await openPrimaries(topology);
    // Another client's write moves the replication stream on, as on any site with more than one
    // user.
    const another = () => Promise.all(primaries.map((primary) => primary.publish("unstuck:test", "")));
    const took = async (work: () => Promise<unknown>) => {
      await another();
      const begun = performance.now();
      await work();
      return performance.now() - begun;
    };
    const changing: number[] = [];
    const same: number[] = [];
    for (let nth = 0; nth < 11; nth += 1) {
      const { token, session } = await store.create(login());
      changing.push(await took(() => store.revoke({ token })));
      same.push(
        await took(() => store.revoke({ token })),
        await took(() => store.revokeAll(session.user)),
        await took(() => store.update(session, (data) => data)),
      );
    }
    // A replica that isn't asked reports once a second, which is hundreds of times as long.
    expect(median(same)).toBeLessThan(20 * median(changing));
  }, 60_000);
});
