import type { Address, RedisTarget } from "./target.ts";

/**
 * A REDIS_URL that can't be read. The message shows the three shapes, and no part of the URL except
 * the name of a parameter.
 */
export class BadRedisUrl extends Error {
  constructor(reason: string) {
    super(
      `REDIS_URL: ${reason}. Write redis://user:password@host:6379/0, ` +
        "redis+sentinel://user:password@host:26379,host:26379/primary-name?sentinel-user=…&sentinel-password=… " +
        "or redis+cluster://user:password@host:6379,host:6379; rediss… for TLS, ?replicas=… for how many must have a write. " +
        "Percent-encode special characters in passwords.",
    );
    this.name = "BadRedisUrl";
  }
}

// The platform's URL parser takes one host only, so lists of hosts need an expression of their own.
const shape =
  /^(?<scheme>rediss?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/?]*)(?::(?<password>[^@/?]*))?@)?(?<hosts>[^/?]+)(?:\/(?<path>[^?]*))?(?:\?(?<query>.*))?$/i;

/** The parameters of each shape, after the question mark. */
const parameters = {
  standalone: ["replicas"],
  sentinel: ["replicas", "sentinel-user", "sentinel-password"],
  cluster: ["replicas"],
} as const;

/**
 * Reads a Redis address: standalone, Sentinel or Cluster. It trims space and line ends, and refuses
 * whatever it doesn't know: a misspelled parameter would silently change what a write means.
 *
 * @example
 * parseRedisUrl("redis+sentinel://app:secret@a:26379,b:26379/unstuck").kind // "sentinel"
 * @throws {BadRedisUrl} when it can't be read.
 */
export function parseRedisUrl(url: string): RedisTarget {
  const text = url.trim();
  if (/[\s"'#]/.test(text)) throw new BadRedisUrl("it has a space, a line end, a quote or a # in it");
  const parts = shape.exec(text)?.groups;
  if (!parts)
    throw new BadRedisUrl(
      "it must begin with redis://, rediss://, redis+sentinel:// or redis+cluster://, with a host after it",
    );
  const { user, password, hosts = "", path = "", query } = parts;
  // An @ that wasn't encoded would cut the password in two, and the end of the password would be
  // taken for a host.
  if ([hosts, path, query ?? ""].some((part) => part.includes("@")))
    throw new BadRedisUrl("a user or password has an @, / or ? in it that is not percent-encoded");
  const kind = (parts.kind?.toLowerCase() ?? "standalone") as RedisTarget["kind"];
  const given = parametersOf(query, parameters[kind]);
  const addresses = hosts.split(",").map((one) => address(one, kind === "sentinel" ? 26379 : 6379));
  const tls = parts.scheme?.toLowerCase() === "rediss" ? {} : (false as const);
  const common = {
    tls,
    ...(user ? { username: decoded(user) } : {}),
    ...(password ? { password: decoded(password) } : {}),
    replicas: count("replicas", given.get("replicas"), kind === "standalone" ? 0 : 1),
  };
  const [target = "", ...rest] = path.split("/");
  if (rest.some((part) => part !== "")) throw new BadRedisUrl("there is too much after the hosts");
  if (kind === "cluster") {
    if (target) throw new BadRedisUrl("a Cluster has no databases, so nothing comes after the hosts");
    return { kind, nodes: addresses, ...common };
  }
  if (kind === "sentinel") {
    const name = decoded(target);
    if (!name)
      throw new BadRedisUrl("the name that the Sentinels give the primary is missing after the hosts");
    if (!/^[\w.-]+$/.test(name))
      throw new BadRedisUrl("the primary's name has letters, digits, . _ and - only");
    const sentinelUsername = given.get("sentinel-user");
    const sentinelPassword = given.get("sentinel-password");
    return {
      kind,
      sentinels: addresses,
      name,
      sentinelTls: tls,
      ...(sentinelUsername ? { sentinelUsername } : {}),
      ...(sentinelPassword ? { sentinelPassword } : {}),
      ...common,
    };
  }
  const [first, ...more] = addresses;
  if (!first || more.length > 0)
    throw new BadRedisUrl("several hosts need redis+sentinel:// or redis+cluster://");
  return { kind, ...first, db: count("the database", target || undefined, 0), ...common };
}

function address(text: string, otherwise: number): Address {
  const match = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? otherwise : Number(match[3]);
  if (host === undefined || port < 1 || port > 65_535)
    throw new BadRedisUrl("a host is not host:port, with an IPv6 address in brackets");
  return { host, port };
}

/** Values are taken as they are written. In a web query, `+` would be a space. */
function parametersOf(query: string | undefined, known: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pair of query === undefined ? [] : query.split("&")) {
    const [name = "", value = ""] = pair.split(/=(.*)/s);
    if (!known.includes(name)) {
      // A name that is not a word may be a piece of a password.
      const shown = /^[a-z][a-z-]{0,29}$/i.test(name) && pair.includes("=") ? `"${name}"` : "one of them";
      throw new BadRedisUrl(`of the parameters after the ?, ${shown} is unknown here`);
    }
    if (found.has(name)) throw new BadRedisUrl(`the parameter "${name}" is there twice`);
    if (value === "") throw new BadRedisUrl(`the parameter "${name}" is empty`);
    found.set(name, decoded(value));
  }
  return found;
}

function count(what: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,5}$/.test(text)) throw new BadRedisUrl(`${what} is not a whole number`);
  return Number(text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadRedisUrl("a name or password is not percent-encoded properly");
  }
}
