import { step } from "../stack/setup/progress.ts";
import { openBalancers } from "./balancer.ts";
import { withCpuShare } from "./cpu-share.ts";
import { cpuOfProcess } from "./process-cpu.ts";
import { type Row, type Section, short } from "./results.ts";
import { runningSite } from "./running-site.ts";
import { spreadOf } from "./spread.ts";
import { untilSteady } from "./warm-up.ts";
import { requireWrk, type WrkReport, wrk } from "./wrk.ts";

/**
 * With 12 rounds, each node is alone, and one of the two, as often as the others and in both
 * orders. Six rounds gave 2.4 to 3.4 times.
 */
const rounds = 12;
const seconds = 6;
/**
 * Seconds of load before each turn, which aren't counted. Node.js accepts one connection per turn
 * of its event loop, and each turn serves all open connections. So on a small share it takes
 * seconds until a node has accepted nginx's new connections.
 */
const leadIn = 4;
/** Concurrent requests for each node: enough to keep it busy for its whole share. */
const connections = 8;
/**
 * The share of one core for each node. Of two cores, three such nodes leave more than one to nginx,
 * Redis and the load itself.
 */
const share = 0.25;
/**
 * A node needs some 15,000 requests until its code is compiled to full speed. Before that, a
 * request takes up to six times as much CPU.
 */
const warming = { seconds: 10, atMost: 12 };

/** The load that the nodes carried in a turn. */
interface Turn {
  /** Requests per second. */
  rate: number;
  /** The 99th percentile of the latency, in milliseconds. */
  p99: number;
  /** Requests for each second of CPU that the nodes used. */
  work: number;
  /**
   * The part of its share that the least busy node used. For the rest up to 1, the node waited for
   * requests.
   */
  used: number;
}

/**
 * Three nodes at once, each behind an nginx of its own and with a load of its own. This is the most
 * that three nodes can do on this machine.
 */
const apart = "apart";
type Trial = number | typeof apart;

/**
 * The load that one, two and three nodes carry, each limited to the same small share of a core. So
 * the nodes are the bottleneck, on a machine that has fewer cores than the site has nodes. Nodes on
 * one machine slow each other down all the same, so the bench also measures three nodes that are
 * independent of each other.
 */
export async function scalingSection(): Promise<Section> {
  await requireWrk();
  const { nodes, cookie } = await runningSite();
  const names = [...nodes.keys()];
  const sizes = names.map((_, index) => index + 1);
  const trials: Trial[] = [...sizes, apart];
  const turns = new Map(trials.map((trial) => [trial, [] as Turn[]]));
  const balancers = await openBalancers(
    sizes.flatMap((size) => names.map((_, round) => groupOf(names, size, round))),
  );
  const load = (group: readonly string[], duration: number) =>
    wrk({
      url: `${balancers.urlOf(group)}/api/whoami`,
      connections: group.length * connections,
      seconds: duration,
      cookie,
    });
  try {
    // Warm up before the limit applies: on a small share it takes minutes.
    await step(`${names.length} nodes, until they are no quicker than before`, () =>
      untilSteady(async () => (await load(names, warming.seconds)).rate, warming.atMost),
    );
    await step(`${names.length} nodes at ${share} of a core each, ${rounds} rounds`, () =>
      withCpuShare([...nodes.values()], share, async () => {
        for (let round = 0; round < rounds; round += 1) {
          for (const trial of round % 2 === 0 ? trials : trials.toReversed()) {
            const groups = trial === apart ? names.map((name) => [name]) : [groupOf(names, trial, round)];
            const loads = (duration: number) => Promise.all(groups.map((group) => load(group, duration)));
            await loads(leadIn);
            const pids = groups.flat().map((name) => nodes.get(name) ?? 0);
            turns.get(trial)?.push(await turnOf(pids, () => loads(seconds)));
          }
        }
      }),
    );
  } finally {
    await balancers.close();
  }
  return {
    title: "Scaling out",
    note: `/api/whoami with a session, through nginx, ${connections} requests at once for each node; each node is held to ${share} of a core, and each is the one in its turn. Apart: each behind an nginx of its own.`,
    rows: rowsOf(sizes, turns),
  };
}

/** The nodes of a round: each round begins with a different node. */
export function groupOf(names: readonly string[], size: number, round: number): string[] {
  return names.map((_, index) => names[(index + round) % names.length] ?? "").slice(0, size);
}

async function turnOf(pids: readonly number[], load: () => Promise<readonly WrkReport[]>): Promise<Turn> {
  const before = await Promise.all(pids.map(cpuOfProcess));
  const begun = performance.now();
  const reports = await load();
  const us = (performance.now() - begun) * 1000;
  const after = await Promise.all(pids.map(cpuOfProcess));
  const used = after.map((cpu, index) => cpu - (before[index] ?? 0));
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
  return {
    rate: sum(reports.map(({ rate }) => rate)),
    p99: Math.max(...reports.map(({ p99 }) => p99)),
    work: sum(reports.map(({ requests }) => requests)) / (sum(used) / 1e6),
    used: Math.min(...used) / (share * us),
  };
}

function rowsOf(sizes: readonly number[], turns: ReadonlyMap<Trial, readonly Turn[]>): Row[] {
  const of = (trial: Trial) => turns.get(trial) ?? [];
  const middle = (trial: Trial, by: keyof Turn) => spreadOf(of(trial).map((turn) => turn[by])).median;
  const wordsOf = (trial: Trial) =>
    trial === 1
      ? "1 node"
      : `${trial === apart ? sizes.length : trial} nodes${trial === apart ? " apart" : ""}`;
  const row = (by: "rate" | "p99" | "work", one: Trial, other: Trial, wanted?: Row["wanted"]): Row => {
    const [says, unit] = units[by];
    const used = (trial: Trial) => ({
      [`least use of a share, ${wordsOf(trial)}`]: short(middle(trial, "used")),
    });
    return {
      name: `${by}-${nameOf(one, sizes.length)}-vs-${other === 1 ? "1" : nameOf(other, sizes.length)}`,
      says: `${says}: ${wordsOf(one)} / ${wordsOf(other)}`,
      ratio: spreadOf(of(one).map((turn, round) => turn[by] / (of(other)[round]?.[by] ?? Number.NaN))),
      figures: {
        [`${wordsOf(other)}${unit}`]: Math.round(middle(other, by)),
        [`${wordsOf(one)}${unit}`]: Math.round(middle(one, by)),
        ...(by === "rate" ? { ...used(other), ...used(one) } : {}),
      },
      ...(wanted ? { wanted } : {}),
    };
  };
  return [
    ...sizes
      .slice(1)
      .flatMap((size) => [
        row("rate", size, 1, size === 3 ? { least: 2.8 } : undefined),
        row("work", size, 1),
        row("p99", size, 1),
      ]),
    row("rate", apart, 1),
    row("work", apart, 1),
    row("rate", sizes.length, apart),
  ];
}

const nameOf = (trial: Trial, all: number) => (trial === apart ? `${all}-apart` : `${trial}-nodes`);
const units = {
  rate: ["requests a second", "/s"],
  work: ["requests a second of the nodes' CPU", "/s of CPU"],
  p99: ["99th percentile of the latency", " ms"],
} as const;
