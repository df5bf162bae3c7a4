import { once } from "node:events";
import { connect } from "node:net";
import { poll } from "./poll.ts";

export interface Spy {
  /** All commands that the node has got since, as MONITOR prints them. */
  text(): string;
  close(): void;
}

/**
 * Listens to the commands that a node gets. It has a socket of its own, since ioredis can take the
 * first line for the answer to MONITOR.
 * @param url The operator's address of the node.
 */
export async function spy(url: string): Promise<Spy> {
  const { hostname, port, username, password } = new URL(url);
  const socket = connect(Number(port), hostname);
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
  return { text, close: () => void socket.destroy() };
}
