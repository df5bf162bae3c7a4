import { replicasToWriteSetting } from "../../lib/session/config/replicas-to-write.ts";
import { sentinelGroup } from "../../lib/session/config/sentinel-group.ts";
import { poll } from "../../lib/session/testing/poll.ts";
import { assertReplicasToWrite } from "../replicas-to-write.ts";
import type { Container } from "./container.ts";
import type { RedisCli } from "./redis-cli.ts";

export interface Redises {
  readonly nodes: readonly Container[];
  readonly sentinels: readonly Container[];
}

/**
 * Waits until a login can be made durable and a failover could happen: the primary counts all
 * replicas as good, and every Sentinel sees a quorum of the others and all the replicas.
 */
export async function awaitReplication(cli: RedisCli, { nodes, sentinels }: Redises): Promise<void> {
  const replicas = nodes.length - 1;
  await poll(
    async () => {
      const [first] = sentinels;
      if (!first) return false;
      const [name] = await cli.ask(first, `SENTINEL GET-MASTER-ADDR-BY-NAME ${sentinelGroup}`);
      const primary = nodes.find(({ service }) => service === name);
      if (!primary) return false;
      return (await cli.ask(primary, "INFO replication")).includes(`min_slaves_good_slaves:${replicas}`);
    },
    { timeoutMs: 30_000, promise: `the primary has ${replicas} replicas that are up to date`, everyMs: 250 },
  );
  await Promise.all(
    sentinels.map((sentinel) =>
      poll(() => seesEveryone(cli, sentinel, replicas), {
        timeoutMs: 30_000,
        promise: `${sentinel.service} sees the others and ${replicas} replicas`,
        everyMs: 250,
      }),
    ),
  );
}

/** @throws {StackError} naming the first node that would take writes with too few replicas. */
export async function assertNodesNeedReplicas(cli: RedisCli, nodes: readonly Container[]): Promise<void> {
  for (const node of nodes) {
    const [, value] = await cli.ask(node, `CONFIG GET ${replicasToWriteSetting}`);
    assertReplicasToWrite(node.service, value, nodes.length - 1);
  }
}

async function seesEveryone(cli: RedisCli, sentinel: Container, replicas: number): Promise<boolean> {
  const [quorum, ...known] = await cli.ask(
    sentinel,
    `SENTINEL CKQUORUM ${sentinelGroup}`,
    `SENTINEL REPLICAS ${sentinelGroup}`,
  );
  return quorum?.startsWith("OK") === true && known.filter((line) => line === "runid").length >= replicas;
}
