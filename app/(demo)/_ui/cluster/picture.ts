import type { ClusterState, NodeState } from "@/lib/live/state.ts";
import { condition, knownNodes, quiet, type Tape } from "../tape/tape.ts";

/**
 * The state of the cluster at this moment, as the live page takes it. The drawing, the status line
 * and the log's first line all show it, so they agree.
 */
export interface Picture {
  nodes: readonly (Pick<NodeState, "name"> & { is: NodeState["state"]; since: number | null })[];
  stores: readonly { name: string; role: "primary" | "replica"; is: "up" | "down"; lag: number | null }[];
  sentinels: ClusterState["sentinels"];
  /** The way of this tab's last request, and the stores that answered the node. */
  request: { way: "through" | "broken" | "waiting" | "none"; node: string | null; stores: readonly string[] };
  /** The primary answers nothing, so writes wait. */
  outage: boolean;
  /** The stream is interrupted, so the known state of the parts is some seconds old. */
  interrupted: boolean;
  /** Milliseconds since 1970, by Redis's clock where it answers. */
  at: number;
}

export interface Sources {
  state: ClusterState;
  /** When this browser received `state`, by its own clock. */
  heardAt: number;
  interrupted: boolean;
  tape: Tape;
  /** Whether this tab's request has had no answer for a second. */
  waiting: boolean;
  /**
   * The node that served the page. It counts as the last to answer until the first answer comes.
   */
  first: string;
}

/** The drawing has room for this many of each kind. */
const drawn = 3;
/** Milliseconds without an answer after which a node's beat, one a second, has plainly failed. */
const awayAfter = 1500;

export function pictureOf(sources: Sources): Picture {
  const { state, interrupted, tape } = sources;
  const nodes = nodesOf(sources);
  const primary = state.redis.nodes.find(({ role }) => role === "primary");
  const outage = state.redis.awayFor > awayAfter || primary?.up === false || condition(tape) === "store-away";
  const stores = state.redis.nodes.slice(0, drawn).map(({ name, role, up, lag }) => {
    const is: "up" | "down" = (role === "primary" ? !outage : up) ? "up" : "down";
    return { name, role, is, lag };
  });
  const request = requestOf(sources, nodes, stores);
  return { nodes, stores, sentinels: state.sentinels, request, outage, interrupted, at: state.at };
}

/** The picture of a page that knows only of its own requests. */
export function pictureOfTape(tape: Tape, waiting: boolean): Picture {
  const state = { at: 0, nodes: [], redis: { awayFor: 0, primary: null, nodes: [] }, sentinels: [] };
  const sources = { state, heardAt: 0, interrupted: true, tape, waiting, first: "" };
  return { ...pictureOf(sources), interrupted: false };
}

/** Whether a node takes no requests. */
export const isGone = (is: NodeState["state"]) => is === "silent" || is === "left";

function nodesOf({ state, heardAt, interrupted, tape }: Sources): Picture["nodes"] {
  const names = knownNodes(
    tape,
    state.nodes.map(({ name }) => name),
  );
  const missed = interrupted ? quiet(tape) : [];
  return names.slice(0, drawn).map((name) => {
    const node = state.nodes.find((candidate) => candidate.name === name);
    // An answer that is newer than the news of a node's silence proves that the node is back.
    const answered = tape.cells.some(
      (cell) => cell.kind === "read" && cell.node === name && cell.at + cell.ms > heardAt,
    );
    const known = node?.state ?? (state.nodes.length > 0 ? "silent" : "up");
    const is = missed.includes(name) ? "silent" : answered && known === "silent" ? "up" : known;
    return { name, is, since: node?.facts.since ?? null };
  });
}

function requestOf(
  { tape, waiting, first }: Sources,
  nodes: Picture["nodes"],
  stores: Picture["stores"],
): Picture["request"] {
  const last = tape.cells.at(-1);
  const node = last ? last.node : first;
  if (waiting) return { way: "waiting", node: null, stores: [] };
  // While a tab is paused, its last answer can be older than the death of that answer's node.
  if (nodes.some(({ name, is }) => name === node && isGone(is)))
    return { way: "none", node: null, stores: [] };
  const broken = last !== undefined && last.kind !== "read";
  // An anonymous request costs the store nothing, so its line stays gray.
  const asks = tape.session !== null || last?.kind === "store-away";
  if (!asks || node === null) return { way: broken ? "broken" : "through", node, stores: [] };
  const primary = stores.filter(({ role }) => role === "primary");
  if (broken) return { way: "broken", node, stores: primary.map(({ name }) => name) };
  // While the primary is away, the replicas answer reads.
  const answering = primary.some(({ is }) => is === "up") ? primary : stores;
  const up = answering.filter(({ is }) => is === "up");
  return { way: "through", node, stores: up.map(({ name }) => name) };
}
