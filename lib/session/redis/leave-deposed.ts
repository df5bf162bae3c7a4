import { Cluster, type Redis } from "ioredis";

/** Errors after which a connection leaves its server and asks again who the primary is. */
const deposed =
  /^((READONLY|NOREPLICAS|MASTERDOWN|LOADING|UNBLOCKED)\b|ERR WAIT cannot be used with replica)/;

/**
 * Has each connection leave a server that is no primary any more, once: ioredis listens to the
 * socket once more each time that it is told to, and each of a hundred refused commands told it.
 */
export function leaveDeposed(client: Redis | Cluster): void {
  if (client instanceof Cluster) client.on("+node", onNode);
  else onNode(client);
}

function onNode(node: Redis): void {
  let leaving = false;
  node.on("close", () => {
    leaving = false;
  });
  node.options.reconnectOnError = (error) => {
    if (leaving || !deposed.test(error.message)) return false;
    leaving = true;
    // Not 2, which resends too: a resend inside a pipeline would count
    // acknowledgements from before the write.
    return 1;
  };
}
