import { type Ablation, without } from "../../controls/ablations.ts";
import { env } from "../../lib/env.ts";
import { drain } from "../../lib/node/drain.ts";
import { nodeName } from "../../lib/node/name.ts";
import { perProcess } from "../../lib/node/per-process.ts";
import { appPrefix } from "../../lib/prefix.ts";
import { RedisSessions } from "../../lib/session/index.ts";
import type { LessonData } from "./lesson-sessions.ts";
import { scratchOf } from "./scratch.ts";

/**
 * The nodes that must have a login before it is acknowledged: the primary alone, or the replicas
 * too (WAIT).
 */
export const holders = ["primary", "replicas"] as const;
export type Holder = (typeof holders)[number];

type Stores = Record<Holder, RedisSessions<LessonData>>;

/**
 * Milliseconds between checks whether the small Redis still runs: connections to one that is gone
 * would try again for ever.
 */
const lookEvery = 5000;

/** This node's stores on the small Redis of the experiment that is under way. */
class ScratchSessions {
  #id = "";
  #stores: Stores | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Undefined for an experiment that is over. */
  async of(id: string): Promise<Stores | undefined> {
    const scratch = await scratchOf(id);
    if (!("url" in scratch)) return undefined;
    if (id !== this.#id) {
      // Not awaited: of several requests at once, the first opens the stores and the others find
      // them.
      void this.close();
      this.#id = id;
      this.#stores = {
        primary: open(scratch.url, "wait"),
        replicas: open(scratch.url),
      };
      this.#timer = setInterval(() => void this.#closeIfOver(id), lookEvery);
      this.#timer.unref();
    }
    return this.#stores;
  }

  async #closeIfOver(id: string): Promise<void> {
    const { status } = await scratchOf(id);
    if (status === "none" && id === this.#id) await this.close();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const stores = this.#stores;
    this.#id = "";
    this.#stores = undefined;
    await Promise.all([stores?.primary.close(), stores?.replicas.close()]);
  }
}

/**
 * The very store of the logins, or the store without a mechanism, as in the negative controls of
 * the fault campaign.
 */
function open(url: string, ...ablations: readonly Ablation[]): RedisSessions<LessonData> {
  const { SESSION_PEPPERS, SESSION_ENVELOPE_KEYS } = env();
  return new RedisSessions<LessonData>({
    url,
    peppers: SESSION_PEPPERS,
    envelopeKeys: SESSION_ENVELOPE_KEYS,
    policy: { idle: 300, absolute: 600, cap: 3 },
    label: `${nodeName()}-scratch`,
    prefix: appPrefix,
    // The experiment shows the effect of WAIT alone, and its small Redis is gone within minutes.
    announcements: false,
    parts: without(...ablations),
  });
}

export const scratchSessions = (): ScratchSessions =>
  perProcess("scratch-sessions", () => {
    const sessions = new ScratchSessions();
    drain().onClose(() => sessions.close());
    return sessions;
  });
