import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { eventStream, isFull, type Outlet, openStreams } from "./event-stream.ts";

beforeAll(() => {
  vi.stubEnv("NODE_NAME", "test");
  vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");
  for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"])
    vi.stubEnv(name, "k".repeat(43));
});
afterAll(() => vi.unstubAllEnvs());

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;

/** A stream, with counts of the work that it began and ended. */
function opened(signal = new AbortController().signal) {
  const watched = { begun: 0, ended: 0, outlet: undefined as Outlet | undefined };
  const response = eventStream(new Request("http://localhost/", { signal }), 500, (outlet) => {
    watched.begun += 1;
    watched.outlet = outlet;
    return () => {
      watched.ended += 1;
    };
  });
  return { watched, body: response.body as ReadableStream<Uint8Array> };
}

it("2,000 streams that nobody reads, as of HEAD, begin nothing and leave no timer", async () => {
  const before = timers();
  const streams = Array.from({ length: 2000 }, () => opened());
  await new Promise((resolve) => setImmediate(resolve));
  expect(streams.filter(({ watched }) => watched.begun > 0)).toEqual([]);
  expect(timers()).toBe(before);
  expect(openStreams()).toBe(0);
});

it("a stream that is read begins once, and names its node", async () => {
  const before = timers();
  const { watched, body } = opened();
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let turn = 0; turn < 2; turn += 1) text += decoder.decode((await reader.read()).value);
  expect(text).toBe('retry: 500\n\nevent: node\ndata: {"node":"test"}\n\n');
  expect(watched.begun).toBe(1);
  expect(timers()).toBe(before + 1);
  expect(openStreams()).toBe(1);
  await reader.cancel();
  expect(watched).toMatchObject({ begun: 1, ended: 1 });
  expect(timers()).toBe(before);
  expect(openStreams()).toBe(0);
});

it("a client that goes away ends what its stream began, once", async () => {
  const before = timers();
  const client = new AbortController();
  const { watched, body } = opened(client.signal);
  const reader = body.getReader();
  await reader.read();
  client.abort();
  await reader.cancel();
  expect(watched).toMatchObject({ begun: 1, ended: 1 });
  expect(timers()).toBe(before);
});

it("a reader that falls behind is asked to come again, before what waits for it fills the memory", async () => {
  const { watched, body } = opened();
  const reader = body.getReader();
  await reader.read();
  const text = "x".repeat(1000);
  for (let sent = 0; sent < 1000; sent += 1) watched.outlet?.sendText(text);
  expect(watched.ended).toBe(1);
  let bytes = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) bytes += chunk.value.length;
  expect(bytes).toBeGreaterThan(200_000);
  expect(bytes).toBeLessThan(300_000);
});

it("a node says that it is full at 1,000 streams, and has room again when one ends", async () => {
  const readers = Array.from({ length: 1000 }, () => opened().body.getReader());
  await Promise.all(readers.slice(1).map((reader) => reader.read()));
  expect(isFull()).toBe(false);
  await readers[0]?.read();
  expect(isFull()).toBe(true);
  await readers[0]?.cancel();
  expect(isFull()).toBe(false);
  await Promise.all(readers.map((reader) => reader.cancel()));
});
