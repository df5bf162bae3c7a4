/**
 * The state of the cluster, as the reporting node sees it. The node rebuilds all of it each second.
 */
export interface ClusterState {
  /** Milliseconds since 1970, by Redis's clock if Redis answers. */
  at: number;
  nodes: NodeState[];
  redis: RedisState;
  sentinels: { name: string; up: boolean }[];
}

export interface NodeState {
  name: string;
  /**
   * `silent`: it was up and has not reported for 3 s. `left`: it reported that it leaves, and left.
   */
  state: "up" | "leaving" | "silent" | "left";
  facts: NodeFacts;
}

/** The facts that a node reports about itself. */
export interface NodeFacts {
  /** When its process began, in ms since 1970. */
  since: number;
  build: string;
  requestsPerSecond: number;
  /** Since its process began. */
  requests: number;
  inFlight: number;
  /** The bytes of memory that its process holds. */
  rss: number;
}

export interface RedisState {
  /** Milliseconds for which the reporting node has got no answer; 0 while Redis answers. */
  awayFor: number;
  primary: string | null;
  /**
   * `up`: false if the Sentinels hold it to be down. `lag`: bytes of the replication stream that a
   * replica hasn't acknowledged.
   */
  nodes: { name: string; role: "primary" | "replica"; up: boolean; lag: number | null }[];
}

/** The order in which the page draws them. */
export const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);
