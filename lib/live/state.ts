/** How the cluster is, as the node sees it that tells it: all of it rebuilt each second. */
export interface ClusterState {
  /** Milliseconds since 1970, by Redis's clock where it answers. */
  at: number;
  nodes: NodeState[];
  redis: RedisState;
  sentinels: { name: string; up: boolean }[];
}

export interface NodeState {
  name: string;
  /** `silent`: it was up and has said nothing for 3 s. `left`: it said that it leaves, and did. */
  state: "up" | "leaving" | "silent" | "left";
  facts: NodeFacts;
}

/** What a node tells of itself. */
export interface NodeFacts {
  /** When its process began, in ms. */
  since: number;
  build: string;
  requestsPerSecond: number;
  /** Since its process began. */
  requests: number;
  inFlight: number;
  /** Bytes of memory that its process holds. */
  rss: number;
}

export interface RedisState {
  /** Milliseconds for which the telling node has got no answer; 0 while it is answered. */
  awayFor: number;
  primary: string | null;
  /**
   * `down`: the Sentinels hold it to be. `lag`: bytes of the replication stream that a
   * replica hasn't acknowledged.
   */
  nodes: { name: string; role: "primary" | "replica"; up: boolean; lag: number | null }[];
}

/** In the order in which they are drawn. */
export const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);
