/** Replicas by address (`host port`), as the Sentinels see them. */
export interface Named {
  /**
   * The primary that most of them name. A write on another server is not acknowledged: a deposed
   * primary that is cut off from the Sentinels alone goes on until its last replica has left it.
   */
  readonly primary: string | undefined;
  /** Each of these must have a write before it is acknowledged, connected to the primary or not. */
  readonly inStep: ReadonlySet<string>;
  /** Whether a Sentinel lists it at all. */
  readonly isKnown: (address: string) => boolean;
  /** Whether most Sentinels consider it up. If it is also connected, it must have a write. */
  readonly isUp: (address: string) => boolean;
  /** Called with a replica that had everything a moment ago: from now on it is in step. */
  readonly join: (address: string) => void;
}

/**
 * ROLE's answer about a primary: its replication offset, and the offset that each connected replica
 * has acknowledged.
 */
export function roleIn(result: [Error | null, unknown] | undefined): {
  offset: number;
  replicas: Map<string, number>;
} {
  const [role, offset, replicas] = (result?.[1] ?? []) as [string?, number?, [string, string, string][]?];
  // For a node that is now a replica nothing counts: its replicas' offsets are unknown.
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

/** How many of the replicas that must have a write lack it. */
export function lackingOf(
  { inStep, isKnown, isUp }: Named,
  replicas: ReadonlyMap<string, number>,
  offset: number,
): number {
  const names = [...replicas.keys()];
  // The primary calls its replicas by other names than the Sentinels (host names, say). Then only
  // their number counts.
  if (names.length > 0 && !names.some(isKnown)) return 0;
  const needed = new Set([...inStep, ...names.filter(isUp)]);
  return [...needed].filter((name) => (replicas.get(name) ?? -1) < offset).length;
}
