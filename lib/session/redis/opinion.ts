import type { Address } from "./target.ts";

/** What one Sentinel says. */
export interface Opinion {
  primary: string;
  /** Of the primary, as the Sentinel lists it: `master`, `s_down`, `failover_in_progress`... */
  flags: string;
  replicas: { address: string; flags: string; linked: boolean }[];
}

/** What the Sentinels that agree on a primary say of the nodes. */
export interface View {
  primary: Address | undefined;
  primaryUp: boolean;
  replicas: { address: Address; up: boolean }[];
}

/** Whether most hold the primary (`leader`) to be up, and each of its replicas. */
export function viewOf(leader: string | undefined, all: readonly Opinion[]): View {
  const opinions = all.filter(({ primary }) => primary === leader);
  const most = (count: number) => count > opinions.length / 2;
  const replicas = opinions.flatMap((opinion) => opinion.replicas);
  return {
    primary: leader ? parsed(leader) : undefined,
    primaryUp: most(opinions.filter(({ flags }) => isAnswering(flags)).length),
    replicas: [...new Set(replicas.map(({ address }) => address))].map((address) => ({
      address: parsed(address),
      up: most(replicas.filter((one) => one.address === address && isAnswering(one.flags)).length),
    })),
  };
}

/**
 * How many hold a replica to be one that is waited for. One whose connections broke is given up at
 * once, as a killed one would hold up every write for `down-after-milliseconds`; but not while the
 * primary is in doubt. The Sentinels also break the connections of the replica that they promote,
 * and a write that was acknowledged without it would be lost.
 * @param supporting The opinions that name the primary whose replica it is.
 */
export function fine(address: string, opinions: readonly Opinion[], supporting: readonly Opinion[]): number {
  const flags = supporting.flatMap(({ replicas }) => replicas).filter((one) => one.address === address);
  const inDoubt =
    opinions.some((opinion) => opinion.flags.includes("failover_in_progress")) ||
    opinions.filter((opinion) => isDown(opinion.flags)).length > opinions.length / 2;
  return flags.filter((one) => !isDown(one.flags) && (inDoubt || !one.flags.includes("disconnected"))).length;
}

const isDown = (flags: string) => /[so]_down/.test(flags);
const isAnswering = (flags: string) => !isDown(flags) && !flags.includes("disconnected");

/** The address that is written as `host port`. */
export function parsed(address: string): Address {
  const [host = "", port = ""] = address.split(" ");
  return { host, port: Number(port) };
}
