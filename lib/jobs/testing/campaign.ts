import { setTimeout as pause } from "node:timers/promises";
import { OwnRedis } from "../../session/testing/own-redis.ts";
import { poll } from "../../session/testing/poll.ts";
import { leaseMs, streamOf } from "./settings.ts";
import { Workers } from "./workers.ts";

/**
 * An entry of the resource: the effect of one slot, and when it happened, in
 * ms by the resource's clock.
 */
export interface Effect {
  slot: number;
  token: number;
  worker: string;
  at: number;
}

export interface JobCampaign {
  /** In the order in which they happened. */
  effects: readonly Effect[];
  /** Processes that were killed, and that were frozen for two leases, while they did a slot. */
  kills: number;
  freezes: number;
}

/**
 * Three processes have the timer of one job, in a Sentinel group of its own. The campaign kills or
 * freezes, in turn, the process that did the last slot, until so many slots are done. Halfway it
 * kills the primary.
 * @param worker The program of a process; by default ./worker.ts.
 */
export async function jobCampaign(slots: number, worker?: string): Promise<JobCampaign> {
  const redis = await OwnRedis.begin();
  let workers: Workers | undefined;
  try {
    const { url, nodes } = await redis.sentinelGroup();
    const resource = await redis.node("min-replicas-to-write 0");
    workers = new Workers(url, redis.urlOf(resource), worker);
    for (const name of ["a", "b", "c"]) workers.start(name);

    const effects = async () => {
      const entries = await resource.operator.xrange(streamOf.key, "-", "+");
      return (entries as [string, string[]][]).map(parsed);
    };
    const progress = (count: number) =>
      poll(async () => (await effects()).length >= count, {
        timeoutMs: 60_000,
        promise: `${count} slots are done`,
        everyMs: 20,
      });

    await progress(5);
    let kills = 0;
    let freezes = 0;
    for (let done = 5; done < slots; ) {
      const holder = (await effects()).at(-1)?.worker ?? "";
      if (kills <= freezes) {
        kills += 1;
        workers.signal(holder, "SIGKILL");
        workers.start(holder);
      } else {
        freezes += 1;
        workers.signal(holder, "SIGSTOP");
        await pause(2 * leaseMs);
        workers.signal(holder, "SIGCONT");
      }
      if (done < slots / 2 && done + 10 >= slots / 2) nodes[0]?.kill();
      await progress(done + 10);
      done = (await effects()).length;
    }
    return { effects: await effects(), kills, freezes };
  } finally {
    await workers?.end();
    await redis.end();
  }
}

function parsed([id, [, slot, , token, , worker]]: [string, string[]]): Effect {
  return { slot: Number(slot), token: Number(token), worker: worker ?? "", at: Number(id.split("-")[0]) };
}
