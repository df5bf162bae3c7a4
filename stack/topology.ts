/**
 * The kind of a part. The kinds are listed from the browser inwards; they start in the opposite
 * order.
 */
export type PartKind = "load-balancer" | "app" | "service" | "identity-provider" | "sentinel" | "redis";

/** One running thing of the stack, whatever runs it: a process or a container. */
export interface Part {
  readonly name: string;
  readonly kind: PartKind;
  /** Where the others reach it. */
  readonly port: number;
  /**
   * Where it listens itself: another port if a relay stands between the parts
   * (docs/decisions/0008-network-faults.md).
   */
  readonly listens: number;
  /**
   * The address that it connects from. The relay knows it by this address. Undefined where it has
   * none of its own.
   */
  readonly source?: string;
  /** The setting that moves the port: an error about a taken port names it. */
  readonly portSetting: string;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the ports of each kind begin; the parts of a kind take consecutive ones. */
export interface Ports {
  readonly PORT: number;
  readonly APP_PORT: number;
  readonly IDP_PORT: number;
  readonly SENTINEL_PORT: number;
  readonly REDIS_PORT: number;
}

/**
 * None of these is the well-known port of its program (3000, 6379, 26379): a Redis of the
 * machine's own can go on running beside the stack. All lie below 32768, where Linux begins to
 * hand out ports by itself.
 */
export const defaultPorts: Ports = {
  PORT: 8080,
  APP_PORT: 3101,
  IDP_PORT: 8090,
  SENTINEL_PORT: 26401,
  REDIS_PORT: 6401,
};

/** The stack's identity provider knows the site by this name. */
export const siteClientId = "unstuck";

const members: readonly { kind: PartKind; names: readonly string[]; portSetting: keyof Ports }[] = [
  { kind: "load-balancer", names: ["nginx"], portSetting: "PORT" },
  // Three, so that one can be dead and another draining while a third still answers.
  { kind: "app", names: ["app-a", "app-b", "app-c"], portSetting: "APP_PORT" },
  // This stands in for a company's own provider, so that single sign-on can be tried and tested
  // without one.
  { kind: "identity-provider", names: ["identity-provider"], portSetting: "IDP_PORT" },
  // Three is the fewest with a majority when one is lost.
  { kind: "sentinel", names: ["sentinel-1", "sentinel-2", "sentinel-3"], portSetting: "SENTINEL_PORT" },
  // One primary (the first, on a first start) and two replicas: with one replica, losing
  // it would stop all writes.
  { kind: "redis", names: ["redis-1", "redis-2", "redis-3"], portSetting: "REDIS_PORT" },
];

/**
 * The nodes are not behind the relay. It takes a connection before it knows whether the part does,
 * and nginx would then have sent its POST.
 */
const behindRelay: ReadonlySet<PartKind> = new Set(["sentinel", "redis"]);

/** Every part of the stack, from the browser inwards. `relayed`: with a relay between the parts. */
export function topology(ports: Ports, relayed = false): Part[] {
  return members.flatMap(({ kind, names, portSetting }, nth) =>
    names.map((name, index) => {
      const port = ports[portSetting] + index;
      const part = { name, kind, port, listens: port, portSetting };
      if (!relayed || !behindRelay.has(kind)) return part;
      return { ...part, listens: port + 10, source: `127.0.${nth + 1}.${index + 1}` };
    }),
  );
}

export const partsOf = (parts: readonly Part[], kind: PartKind) => parts.filter((part) => part.kind === kind);
