import type { Address } from "./target.ts";

/** One Sentinel's answer. */
export interface Opinion {
  primary: string;
  /**
   * The primary's flags, as the Sentinel lists them: `master`, `s_down`, `failover_in_progress`...
   */
  flags: string;
  replicas: { address: string; flags: string; linked: boolean }[];
}

/** The nodes as the Sentinels describe them that agree on a primary. */
export interface View {
  primary: Address | undefined;
  primaryUp: boolean;
  replicas: { address: Address; up: boolean }[];
}

/** Whether most consider the primary (`leader`) up, and each of its replicas. */
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
 * How many Sentinels consider a replica one that writes must wait for. A replica whose connections
 * broke is given up at once, since a killed one would hold up every write for
 * `down-after-milliseconds`. While the primary is in doubt, it is not given up: the Sentinels also
 * break the connections of the replica that they promote, and a write that was acknowledged without
 * that replica would be lost.
 * @param supporting The opinions that name this replica's primary.
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
