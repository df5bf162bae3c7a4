import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { DividedGroup } from "./testing/divided-group.ts";
import { login, openStore } from "./testing/stores.ts";

test("a replica that was away during a revocation accepts nothing when it comes back as the primary goes", async () => {
  const group = await DividedGroup.begin();
  onTestFinished(() => group.end());
  const [primary = 0, , replica = 0] = group.nodes;
  const x = openStore("sentinel", { url: group.url(), label: "node-x" });
  const y = openStore("sentinel", { url: group.url(), label: "node-y" });
  const { token } = await y.create(login());
  expect((await x.read(token)).status).toBe("alive");

  group.cutOff(replica);
  // At this point the Sentinels have given the replica up.
  await y.revoke({ token });
  group.cutOff(primary);
  group.hide(primary, "node-x");
  group.rejoin(replica);

  const said = new Set<string>();
  const reads: Promise<unknown>[] = [];
  const end = performance.now() + 3000;
  while (performance.now() < end) {
    const read = x.read(token).then(({ status }) => status);
    reads.push(read.then((status) => said.add(status)).catch(() => said.add("unavailable")));
    await pause(20);
  }
  await Promise.all(reads);
  expect([...said]).not.toContain("alive");
}, 60_000);
