import { Cluster, type Redis } from "ioredis";

/** Errors after which a connection leaves its server and asks again which node is primary. */
const deposed =
  /^((READONLY|NOREPLICAS|MASTERDOWN|LOADING|UNBLOCKED)\b|ERR WAIT cannot be used with replica)/;

/**
 * Has each connection leave a server that is no longer primary, and only once. ioredis adds a
 * listener to the socket each time that it is told to leave, and each of a hundred refused commands
 * told it.
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
    // This is not 2, which also resends: a resend inside a pipeline would count acknowledgements
    // from before the write.
    return 1;
  };
}
