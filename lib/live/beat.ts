import { randomUUID } from "node:crypto";
import type { DurableRedis } from "../session/redis/durable.ts";
import type { Reply } from "../session/redis/script.ts";
import { eventsKept, eventsKey, nodesKey, partsKey } from "./keys.ts";
import { beatScript } from "./scripts.ts";
import { byName, type NodeFacts, type NodeState } from "./state.ts";

/**
 * Milliseconds. The picture shows a node that was scaled away as silent for so long, and then drops
 * it.
 */
const forgottenAfter = 10 * 60_000;

/** This node's report of itself with one beat. */
export interface Report {
  state: NodeState["state"];
  facts: NodeFacts;
  /** Milliseconds for which Redis gave no answer before this beat. */
  wasAway: number;
  /** Redis and the Sentinels as this node saw them. */
  parts: readonly SeenPart[];
}

/**
 * A part that is `up` or `down`, or the part called `primary`, whose state is the primary's name.
 */
export interface SeenPart {
  name: string;
  state: string;
  /** Milliseconds since this node last saw it up; 0 while it is up. */
  awayFor: number;
}

/** The reports of all nodes, by Redis's clock. */
export interface Reported {
  at: number;
  nodes: NodeState[];
  /** The id of the newest event. */
  newest: string;
  /**
   * The log's state of the parts in this report, by name. It is up to 3 s behind a part that
   * changes back and forth.
   */
  agreed: ReadonlyMap<string, string>;
}

/** Reports this node to Redis, and reads the reports of the others. */
export class Beat {
  readonly #redis: DurableRedis;
  readonly #name: string;
  readonly #silence: number;
  readonly #run = randomUUID();

  /** @param silence Milliseconds without a report after which a node counts as silent. */
  constructor(redis: DurableRedis, name: string, silence: number) {
    this.#redis = redis;
    this.#name = name;
    this.#silence = silence;
  }

  /** 1 round trip. @throws {RedisUnavailable} after `within` milliseconds. */
  async send({ state, facts, wasAway, parts }: Report, within: number): Promise<Reported> {
    const said = [this.#name, this.#run, state, JSON.stringify(facts)];
    const limits = [this.#silence, forgottenAfter, Math.round(wasAway), eventsKept];
    const seen = parts.flatMap(({ name, state, awayFor }) => [name, state, Math.round(awayFor)]);
    const args = [...said, ...limits, ...seen];
    const reply = await this.#redis.run(
      () => beatScript.call(this.#redis.client, [nodesKey, partsKey, eventsKey], args),
      within,
    );
    const [at, newest, nodes, agreed] = reply as [number, Buffer, Buffer[], Buffer[]];
    return { at, newest: String(newest), nodes: nodesOf(nodes), agreed: statesOf(agreed) };
  }
}

function statesOf(flat: Reply[]): Map<string, string> {
  const states = new Map<string, string>();
  for (let index = 0; index + 1 < flat.length; index += 2)
    states.set(String(flat[index]), String(flat[index + 1]));
  return states;
}

function nodesOf(flat: Reply[]): NodeState[] {
  const nodes: NodeState[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const { state, facts } = JSON.parse(String(flat[index + 1])) as {
      state: NodeState["state"];
      facts: string;
    };
    nodes.push({ name: String(flat[index]), state, facts: JSON.parse(facts) });
  }
  return nodes.sort(byName);
}
