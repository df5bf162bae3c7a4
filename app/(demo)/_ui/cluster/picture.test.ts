import { describe, expect, it } from "vitest";
import type { ClusterState, NodeState } from "@/lib/live/state.ts";
import { type Answer, advance, EMPTY, NODES, type Tape } from "../tape/tape.ts";
import { pictureOf, type Sources } from "./picture.ts";
import { statusOf } from "./status.ts";

const facts = { since: 0, build: "b", requests: 1, requestsPerSecond: 0, inFlight: 0, rss: 1 };
const node = (name: string, state: NodeState["state"] = "up"): NodeState => ({ name, state, facts });
const store = (name: string, role: "primary" | "replica", up = true) => ({ name, role, up, lag: 0 });
const healthy: ClusterState = {
  at: 1000,
  nodes: NODES.map((name) => node(name)),
  redis: {
    awayFor: 0,
    primary: "redis-1",
    nodes: [store("redis-1", "primary"), store("redis-2", "replica"), store("redis-3", "replica")],
  },
  sentinels: [{ name: "sentinel-1", up: true }],
};
const ada = { id: "1", name: "Ada", email: "ada@example.com", createdBy: "app-a" };
const read = (from: string, at: number): Answer => ({
  kind: "read",
  at,
  ms: 5,
  node: from,
  status: 200,
  tries: 1,
  session: ada,
  ends: null,
});
const tapeOf = (...answers: Answer[]): Tape => answers.reduce(advance, EMPTY);
const sources = (changes: Partial<Sources> = {}): Sources => ({
  state: healthy,
  heardAt: 100,
  interrupted: false,
  tape: tapeOf(read("app-a", 50)),
  waiting: false,
  first: "app-a",
  ...changes,
});
const withB = (state: NodeState["state"]): ClusterState => ({
  ...healthy,
  nodes: [node("app-a"), node("app-b", state), node("app-c")],
});
const look = (given: Sources) => {
  const picture = pictureOf(given);
  return { picture, status: statusOf(picture, given.tape) };
};

describe("the picture", () => {
  it("says of a healthy site that the nodes take turns, and draws the request into the primary", () => {
    const { picture, status } = look(sources());
    expect(status).toEqual({ text: "The nodes take turns answering you.", away: [], trouble: false });
    expect(picture.request).toEqual({ way: "through", node: "app-a", stores: ["redis-1"] });
  });

  it("names a silent node in the status line as soon as it is drawn silent", () => {
    const { picture, status } = look(sources({ state: withB("silent") }));
    expect(picture.nodes.map(({ is }) => is)).toEqual(["up", "silent", "up"]);
    expect(status.text).toBe("app-b is silent; the others answer you.");
    expect(status.away).toEqual(["app-b"]);
  });

  it("takes an answer that is newer than the news of a silence for a sign of life, and no older one", () => {
    const state = withB("silent");
    const is = (at: number) => look(sources({ state, tape: tapeOf(read("app-b", at)) })).picture.nodes[1]?.is;
    expect(is(200)).toBe("up");
    expect(is(50)).toBe("silent");
  });

  it("draws no request into a node that is silent, as of a tab that is paused", () => {
    const { picture } = look(sources({ state: withB("silent"), tape: tapeOf(read("app-b", 50)) }));
    expect(picture.request).toEqual({ way: "none", node: null, stores: [] });
  });

  it("draws a request without an answer no further than nginx, and says that it waits", () => {
    const { picture, status } = look(sources({ waiting: true }));
    expect(picture.request).toEqual({ way: "waiting", node: null, stores: [] });
    expect(status.text).toBe("Your last request has been waiting for over a second.");
  });

  it("draws reads into the replicas that are up while the primary is silent, and says so", () => {
    const redis = { ...healthy.redis, awayFor: 2000 };
    const { picture, status } = look(sources({ state: { ...healthy, redis } }));
    expect(picture.request.stores).toEqual(["redis-2", "redis-3"]);
    expect(picture.stores[0]?.is).toBe("down");
    expect(status.text).toBe("redis-1, the primary, is silent: writes wait, and the replicas answer reads.");
    expect(status.away).toEqual(["redis-1"]);
  });

  it("names a replica that is down", () => {
    const nodes = [store("redis-1", "primary"), store("redis-2", "replica", false)];
    const { status } = look(sources({ state: { ...healthy, redis: { ...healthy.redis, nodes } } }));
    expect(status.away).toEqual(["redis-2"]);
  });

  it("says that the stream is interrupted, and judges by this tab's requests meanwhile", () => {
    const others = Array.from({ length: 12 }, (_, n) => read(n % 2 ? "app-a" : "app-c", 50));
    const { picture, status } = look(sources({ interrupted: true, tape: tapeOf(...others) }));
    expect(picture.nodes.map(({ is }) => is)).toEqual(["up", "silent", "up"]);
    expect(status.text).toContain("app-b is silent");
    expect(status.text).toContain("some seconds old");
  });

  it("draws no store for a request that asked none", () => {
    const anonymous = tapeOf({ ...read("app-a", 50), session: null } as Answer);
    expect(look(sources({ tape: anonymous })).picture.request.stores).toEqual([]);
  });
});
