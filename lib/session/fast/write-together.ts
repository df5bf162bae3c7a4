import { Cluster, type Redis } from "ioredis";

/**
 * Has what is sent in one turn of the event loop leave in one write. ioredis writes each command by
 * itself, a system call each: a quarter of the CPU of a busy node's reads (docs/performance.md). A
 * command alone leaves as soon as before.
 */
export function writeTogether(client: Redis | Cluster): void {
  if (client instanceof Cluster) client.on("+node", onNode);
  else onNode(client);
}

function onNode(node: Redis): void {
  // Each connection has a stream of its own.
  node.on("connect", () => {
    const { stream } = node;
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
    stream.write = (...args: unknown[]) => {
      if (stream.writableCorked === 0) {
        stream.cork();
        // After the microtasks, in which the callers of a batch of answers send what they ask next.
        process.nextTick(() => stream.uncork());
      }
      return write(...args);
    };
  });
}
