import { once } from "node:events";
import { connect } from "node:net";
import { onTestFinished } from "vitest";
import { poll } from "../../../stack/poll.ts";

/**
 * All that a node is told from now on, as MONITOR prints it; read it by calling what is returned. On a socket of its own, since ioredis
 * can take the first line for the answer to MONITOR.
 * @param url The operator's address of the node.
 */
export async function monitor(url: string): Promise<() => string> {
  const { hostname, port, username, password } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  const text = () => Buffer.concat(chunks).toString("latin1");
  socket.write(`AUTH ${username} ${password}\r\nMONITOR\r\n`);
  await poll(async () => text().startsWith("+OK\r\n+OK\r\n"), {
    timeoutMs: 5000,
    promise: `the node on port ${port} lets the operator watch`,
    everyMs: 5,
  });
  return text;
}
