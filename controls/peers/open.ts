import { defaultPolicy, type SessionPolicy } from "../../lib/session/index.ts";
import type { PeerRecord, PeerRecords } from "./peer-records.ts";
import { PeerSessions } from "./peer-sessions.ts";

type Open = <R extends PeerRecord<unknown, unknown>>(
  url: string,
  label: string,
  idle: number,
) => Promise<PeerRecords<R>>;

/** The packages that can keep the sessions, by name. A process loads only the one that it uses. */
const peers = {
  "connect-redis": async (...of) => (await import("./connect-redis.ts")).connectRedisRecords(...of),
  "better-auth": async (...of) => (await import("./better-auth.ts")).betterAuthRecords(...of),
  "upstash-adapter": async (...of) => (await import("./upstash-adapter.ts")).upstashRecords(...of),
} satisfies Record<string, Open>;

export type PeerName = keyof typeof peers;
export const peerNames = Object.keys(peers) as PeerName[];

/** @param changes Changes of the default policy, in seconds. */
export function openPeer<Data, Metadata>(
  name: PeerName,
  url: string,
  label: string,
  changes: Partial<SessionPolicy> = {},
): PeerSessions<Data, Metadata> {
  const open: Open = peers[name];
  const policy = { ...defaultPolicy, ...changes };
  return new PeerSessions<Data, Metadata>(open(url, label, policy.idle), policy);
}
