/** Where Redis is, whatever its shape. Made from one URL by {@link parseRedisUrl}. */
export type RedisTarget = {
  /** Whether connections are TLS (`rediss…`). */
  tls: boolean;
  username?: string;
  password?: string;
  /**
   * How many replicas must have a write before it is acknowledged, at the least. Preset: 0 for a standalone
   * server, which has none, and 1 for Sentinel and Cluster.
   */
  replicas: number;
} & (
  | { kind: "standalone"; host: string; port: number; db: number }
  | {
      kind: "sentinel";
      sentinels: Address[];
      name: string;
      sentinelUsername?: string;
      sentinelPassword?: string;
    }
  | { kind: "cluster"; nodes: Address[] }
);

export interface Address {
  host: string;
  port: number;
}

/** A REDIS_URL that can't be read; the message shows the three shapes, and never the password. */
export class BadRedisUrl extends Error {
  constructor(reason: string) {
    super(
      `REDIS_URL: ${reason}. Write redis://user:password@host:6379/0, ` +
        "redis+sentinel://user:password@host:26379,host:26379/primary-name?sentinel-user=…&sentinel-password=… " +
        "or redis+cluster://user:password@host:6379,host:6379; rediss… for TLS. Percent-encode special characters in passwords.",
    );
    this.name = "BadRedisUrl";
  }
}

// The platform's URL parser takes one host only, so lists of hosts need an expression of their own.
const shape =
  /^(?<scheme>rediss?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>[^/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/;

/**
 * Reads a Redis address: standalone, Sentinel or Cluster.
 *
 * @example
 * parseRedisUrl("redis+sentinel://app:secret@a:26379,b:26379/unstuck").kind // "sentinel"
 * @throws {BadRedisUrl} when it can't be read.
 */
export function parseRedisUrl(url: string): RedisTarget {
  const parts = shape.exec(url)?.groups;
  if (!parts) throw new BadRedisUrl("it is not a Redis address");
  const kind = parts.kind ?? "standalone";
  const query = new URLSearchParams(parts.query ?? "");
  const addresses = (parts.hosts ?? "")
    .split(",")
    .map((text) => address(text, kind === "sentinel" ? 26379 : 6379));
  const common = {
    tls: parts.scheme === "rediss",
    ...(parts.user ? { username: decoded(parts.user) } : {}),
    ...(parts.password ? { password: decoded(parts.password) } : {}),
    replicas: count(query.get("replicas"), kind === "standalone" ? 0 : 1),
  };
  if (kind === "cluster") return { kind, nodes: addresses, ...common };
  if (kind === "sentinel") {
    if (!parts.path)
      throw new BadRedisUrl("the name that the Sentinels give the primary is missing after the hosts");
    const sentinelUsername = query.get("sentinel-user");
    const sentinelPassword = query.get("sentinel-password");
    return {
      kind,
      sentinels: addresses,
      name: decoded(parts.path),
      ...(sentinelUsername ? { sentinelUsername } : {}),
      ...(sentinelPassword ? { sentinelPassword } : {}),
      ...common,
    };
  }
  const [first, ...more] = addresses;
  if (!first || more.length > 0)
    throw new BadRedisUrl("several hosts need redis+sentinel:// or redis+cluster://");
  return { kind: "standalone", ...first, db: count(parts.path || null, 0), ...common };
}

function address(text: string, preset: number): Address {
  const match = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text.trim());
  if (!match?.[1]) throw new BadRedisUrl(`"${text}" is not host:port`);
  return { host: match[1].replace(/^\[|\]$/g, ""), port: match[2] ? Number(match[2]) : preset };
}

function count(text: string | null, preset: number): number {
  if (text === null) return preset;
  if (!/^\d+$/.test(text)) throw new BadRedisUrl(`"${text}" is not a whole number`);
  return Number(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadRedisUrl("a name or password is not percent-encoded properly");
  }
}
