import { bothReplicasFrozen } from "./faults/both-replicas-frozen.ts";
import { busyScript } from "./faults/busy-script.ts";
import type { Fault } from "./faults/fault.ts";
import { fullDisk } from "./faults/full-disk.ts";
import { ofLag } from "./faults/lag.ts";
import { ofLinks } from "./faults/links.ts";
import { ofLoadBalancer } from "./faults/load-balancer.ts";
import { ofMemory } from "./faults/memory.ts";
import { nginxRestarted } from "./faults/nginx-restarted.ts";
import { ofNodes } from "./faults/nodes.ts";
import { ofPrimary } from "./faults/primary.ts";
import { ofReplicas } from "./faults/replicas.ts";
import { ofSentinels } from "./faults/sentinels.ts";
import { slowSentinel } from "./faults/slow-sentinel.ts";
import { twoInARow } from "./faults/two-in-a-row.ts";

const all = {
  ...ofPrimary,
  ...ofLinks,
  ...ofLag,
  ...ofReplicas,
  ...bothReplicasFrozen,
  ...ofSentinels,
  ...slowSentinel,
  ...ofNodes,
  ...ofLoadBalancer,
  ...nginxRestarted,
  ...ofMemory,
  ...busyScript,
  ...fullDisk,
  ...twoInARow,
};

export type FaultName = keyof typeof all;

/** Every fault, by its name in the report. */
export const faults: Readonly<Record<FaultName, Fault>> = all;

export const faultNames = Object.keys(all) as FaultName[];
