import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

/*
 * A process: `proxy.ts <port> <milliseconds>` passes everything on to 127.0.0.1:<port>. It delays
 * the data from clients by that time, which stands for a network's delay there and back. It tells
 * its parent the port that it listens on.
 */
const [port = "", milliseconds = ""] = process.argv.slice(2);
const delay = Number(milliseconds);
const now = () => performance.timeOrigin + performance.now();

const flag = new Int32Array(new SharedArrayBuffer(8));
const due = new Float64Array(new SharedArrayBuffer(8));
const held: { until: number; chunk: Buffer; to: Socket }[] = [];
const alarm = new Worker(path.join(path.dirname(fileURLToPath(import.meta.url)), "alarm.mjs"), {
  workerData: { flag, due },
});
alarm.on("message", () => {
  const time = now();
  while (held[0] && held[0].until <= time) {
    const { chunk, to } = held.shift() as (typeof held)[number];
    if (!to.destroyed) to.write(chunk);
  }
  if (held[0]) setAlarm(held[0].until);
});

function setAlarm(until: number): void {
  due[0] = until;
  Atomics.store(flag, 0, 1);
  Atomics.notify(flag, 0);
}

const server = createServer({ noDelay: true }, (client) => {
  const node = connect({ port: Number(port), host: "127.0.0.1", noDelay: true });
  client.on("data", (chunk) => {
    const until = now() + delay;
    held.push({ until, chunk, to: node });
    if (held.length === 1) setAlarm(until);
  });
  node.on("data", (chunk) => client.write(chunk));
  for (const [one, other] of [
    [client, node],
    [node, client],
  ] as const) {
    one.on("error", () => {});
    one.on("close", () => other.destroy());
  }
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
process.send?.((server.address() as AddressInfo).port);
process.on("disconnect", () => process.exit());
