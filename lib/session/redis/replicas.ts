/** Replicas by address (`host port`), as the Sentinels see them. */
export interface Named {
  /**
   * The primary by most of them. Another acknowledges nothing: cut off from the Sentinels alone, a
   * deposed primary goes on until its last replica has left it.
   */
  readonly primary: string | undefined;
  /** Each of these must have a write before it is acknowledged, connected to the primary or not. */
  readonly inStep: ReadonlySet<string>;
  /** Whether a Sentinel lists it at all. */
  readonly isKnown: (address: string) => boolean;
  /** Whether most Sentinels hold it to be up: then it must have a write if it is connected. */
  readonly isUp: (address: string) => boolean;
  /** Told of one that had everything a moment ago: from now on it is in step. */
  readonly join: (address: string) => void;
}

/**
 * What ROLE says of a primary: its replication offset, and the offset that each connected
 * replica has acknowledged.
 */
export function roleIn(result: [Error | null, unknown] | undefined): {
  offset: number;
  replicas: Map<string, number>;
} {
  const [role, offset, replicas] = (result?.[1] ?? []) as [string?, number?, [string, string, string][]?];
  // Of a node that is a replica by now nothing counts: no replica of it
  // has an offset that is known.
  if (role !== "master") return { offset: Number.POSITIVE_INFINITY, replicas: new Map() };
  return {
    offset: Number(offset),
    replicas: new Map(
      (replicas ?? []).map(([host, port, acknowledged]) => [`${host} ${port}`, Number(acknowledged)]),
    ),
  };
}

/** How many replicas are past this offset. */
export function acknowledged(replicas: ReadonlyMap<string, number>, offset: number): number {
  return [...replicas.values()].filter((at) => at >= offset).length;
}

/** How many of the replicas that must have a write don't have it. */
export function lackingOf(
  { inStep, isKnown, isUp }: Named,
  replicas: ReadonlyMap<string, number>,
  offset: number,
): number {
  const names = [...replicas.keys()];
  // The primary calls its replicas by other names than the Sentinels (host names, say): then
  // only their number is left.
  if (names.length > 0 && !names.some(isKnown)) return 0;
  const needed = new Set([...inStep, ...names.filter(isUp)]);
  return [...needed].filter((name) => (replicas.get(name) ?? -1) < offset).length;
}
