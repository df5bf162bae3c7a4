/*
 * Section: What three nodes share
 * Promise: An event stream continues from another node when its own is killed: no event is lost,
 *   none comes twice.
 * Control: A second stream that is never interrupted is the measure.
 */
import { type Heard, listen } from "../fixtures/event-stream.ts";
import { nodeNames, settings, stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

/** The address of a node's own stream, past nginx. */
async function streamOf(name: string): Promise<string> {
  const { host, port } = await stack.address(name);
  return `http://${host}:${port}/api/events/cluster`;
}

const happened = (heard: readonly Heard[]) => heard.filter(({ event }) => event === "happened");
const idsOf = (heard: readonly Heard[]) => heard.map(({ id }) => id);

/**
 * Expects two streams to report the same. Both go on meanwhile: a part that an earlier test broke
 * may be reported as back at any time.
 */
const alike = (
  one: () => readonly unknown[],
  other: () => readonly unknown[],
  promise: string,
): Promise<void> =>
  expect(() => {
    expect(one().length, promise).toBeGreaterThan(0);
    expect(one(), promise).toEqual(other());
  }).toPass({ timeout: 10_000 });

test("an event stream whose node is killed goes on from another: no event is lost and none comes twice", async () => {
  // A node reports as many earlier events as it has read itself. From now on both must report the
  // same.
  const now = `${Date.now()}-0`;
  const stream = listen(`${settings.siteUrl}/api/events/cluster`, now);
  const holder = await stream.node();
  // A witness that is never interrupted: it listens past nginx to a node that the test does not
  // kill.
  const witness = listen(await streamOf(nodeNames.find((name) => name !== holder) ?? ""), now);
  await witness.node();
  const told = () => happened(witness.heard).map(({ data }) => `${data.kind} ${data.node}`);

  await stack.kill(holder);
  expect(await stream.comesBack(holder)).not.toBe(holder);
  await expect.poll(told, `the death of ${holder} is told`).toContain(`node-silent ${holder}`);
  await stack.start(holder);
  await expect.poll(told, `the return of ${holder} is told`).toContain(`node-up ${holder}`);

  await alike(
    () => idsOf(happened(stream.heard)),
    () => idsOf(happened(witness.heard)),
    "the interrupted stream has what the other has",
  );
  const ids = idsOf(happened(stream.heard));
  expect(new Set(ids).size, "none came twice").toBe(ids.length);
  stream.close();
  witness.close();
});

test("a stream that is resumed with an id gets every event after it, from whichever node, and none before", async () => {
  const all = listen(`${settings.siteUrl}/api/events/cluster`);
  await all.node();
  const told = () => happened(all.heard).map(({ data }) => `${data.kind} ${data.node}`);
  const before = told().length;
  await stack.kill("app-a");
  await expect.poll(() => told().slice(before)).toContain("node-silent app-a");
  await stack.start("app-a");
  await expect.poll(() => told().slice(before)).toContain("node-up app-a");
  const ids = () => idsOf(happened(all.heard));
  const middle = ids().at(-2) ?? "";
  for (const name of nodeNames) {
    const resumed = listen(await streamOf(name), middle);
    await alike(
      () => idsOf(happened(resumed.heard)),
      () => ids().slice(ids().indexOf(middle) + 1),
      `resumed on ${name}`,
    );
    resumed.close();
  }
  all.close();
});
