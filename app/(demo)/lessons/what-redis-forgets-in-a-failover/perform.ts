import type { Holder } from "@/demo/lessons/scratch-sessions.ts";
import { ask } from "../_ui/ask.ts";

/** One login of the experiment, and its fate. */
export interface Login {
  /** The node that made it. */
  node: string;
  /** Milliseconds until the node answered. */
  ms: number;
  /** Whether the node answered 503. */
  refused: boolean;
  /** Whether a node accepted its cookie after the failover. */
  known: boolean;
}

interface Made {
  node: string;
  logins: { cookie: string | null; ms: number }[];
}

/**
 * How often people sign in in each way, and how many milliseconds apart. Two turns fit into the 1.2
 * s by which the replicas are behind.
 */
const turns = 5;
const everyMs = 800;
/**
 * Turns that wait for the replicas at the same time. A browser has six connections to a site, and
 * the kill must not wait for one.
 */
const underWayAtMost = 4;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Begins, signs people in both ways side by side, loses the primary, and asks which cookies still
 * work.
 * @throws {Error} that says why it could not.
 */
export async function perform(doing: (what: string) => void): Promise<Record<Holder, Login[]>> {
  const id = crypto.randomUUID();
  const take = (verb: "begin" | "lose" | "discard") => ask("failover", "POST", { verb, id });
  // The three nodes take turns, and each connects at its first request.
  const until = async (wanted: "ready" | "elected", times = 1) => {
    for (let told = 0; told < times; ) {
      const { status } = await ask<{ status: string }>(`failover?id=${id}`);
      told = status === wanted ? told + 1 : 0;
      if (status === "none") throw new Error("The small Redis is gone. Its runner says why; try again.");
      await pause(200);
    }
  };
  doing("Starting a small Redis with two replicas and three Sentinels");
  await take("begin");
  try {
    await until("ready", 3);
    doing("20 people sign in in each way");
    const made: Record<Holder, Promise<Made>[]> = { primary: [], replicas: [] };
    const underWay = new Set<Promise<unknown>>();
    const signIn = (holder: Holder) => {
      const answer = ask<Made>("failover/logins", "POST", { id, holder });
      // The code below awaits this answer, and another one may fail before.
      answer.catch(() => {});
      made[holder].push(answer);
      return answer;
    };
    for (let turn = 0; turn < turns; turn += 1) {
      if (turn > 0) await pause(everyMs);
      while (underWay.size >= underWayAtMost) await Promise.race(underWay);
      const waiting = signIn("replicas").finally(() => underWay.delete(waiting));
      waiting.catch(() => {});
      underWay.add(waiting);
      void signIn("primary");
    }
    await Promise.all(made.primary);
    doing("The primary loses its power, and the Sentinels elect another");
    await take("lose");
    await until("elected");
    doing("Everybody comes back");
    const known = async (made: Promise<Made>[]) =>
      (await Promise.all((await Promise.all(made)).map((some) => comeBack(id, some)))).flat();
    return { primary: await known(made.primary), replicas: await known(made.replicas) };
  } finally {
    await take("discard").catch(() => {});
  }
}

async function comeBack(id: string, { node, logins }: Made): Promise<Login[]> {
  const cookies = logins.flatMap(({ cookie }) => cookie ?? []);
  const { known } = await ask<{ known: boolean[] }>("failover/logins", "PUT", { id, cookies });
  const left = [...known];
  return logins.map(({ cookie, ms }) => ({
    node,
    ms,
    refused: cookie === null,
    known: cookie !== null && left.shift() === true,
  }));
}
