import { step } from "../stack/setup/progress.ts";
import { cpuOfAll } from "./process-cpu.ts";
import type { Row, Section } from "./results.ts";
import { runningSite } from "./running-site.ts";
import { spreadOf } from "./spread.ts";
import { untilSteady } from "./warm-up.ts";
import { requireWrk, wrk } from "./wrk.ts";

const rounds = 5;
const seconds = 3;
const connections = 32;

/** The measurement of requests to the whole site, through nginx. */
interface Load {
  /** Requests per second. */
  rate: number;
  /** Microseconds of the three nodes' CPU per request. */
  cpu: number;
}

/** The session layer's part of a whole request to the site that `npm start` runs. */
export async function requestSection(): Promise<Section> {
  await requireWrk();
  const { siteUrl, nodes, cookie } = await runningSite();
  const pids = [...nodes.values()];
  const loads = {
    nothing: () => load(pids, `${siteUrl}/api/live`),
    anonymous: () => load(pids, `${siteUrl}/api/whoami`),
    session: () => load(pids, `${siteUrl}/api/whoami`, cookie),
  };
  const names = ["nothing", "anonymous", "session"] as const;
  const found = new Map(names.map((name) => [name, [] as Load[]]));
  await step(`requests through nginx, ${rounds} rounds`, async () => {
    // A node needs some 15,000 requests until its code is compiled to full speed.
    await untilSteady(
      async () => (await wrk({ url: `${siteUrl}/api/whoami`, connections, seconds: 10, cookie })).rate,
      12,
    );
    for (const name of names) await loads[name]();
    for (let round = 0; round < rounds; round += 1) {
      for (const name of round % 2 === 0 ? names : names.toReversed())
        found.get(name)?.push(await loads[name]());
    }
  });
  const each = <T>(measure: (round: { [Name in (typeof names)[number]]: Load }) => T): T[] =>
    Array.from({ length: rounds }, (_, round) => {
      const of = (name: (typeof names)[number]) => found.get(name)?.[round] ?? { rate: 0, cpu: 0 };
      return measure({ nothing: of("nothing"), anonymous: of("anonymous"), session: of("session") });
    });
  const middle = (name: (typeof names)[number], by: keyof Load) =>
    Math.round(spreadOf((found.get(name) ?? []).map((one) => one[by])).median);
  const figures = Object.fromEntries(
    names.flatMap((name) => [
      [`${name}/s`, middle(name, "rate")],
      [`${name} us CPU`, middle(name, "cpu")],
    ]),
  );
  const row = (name: string, says: string, ratios: number[], wanted?: Row["wanted"]): Row => ({
    name,
    says,
    ratio: spreadOf(ratios),
    figures,
    ...(wanted ? { wanted } : {}),
  });
  return {
    title: "The whole request, through nginx",
    note: `/api/whoami with a session and without, and /api/live, which does nothing; ${connections} connections by wrk. CPU is the three nodes'.`,
    rows: [
      row(
        "whoami-rate-with-session-vs-without",
        "whoami: rate with a session / without",
        each(({ session, anonymous }) => session.rate / anonymous.rate),
        { least: 0.85 },
      ),
      row(
        "whoami-cpu-share-of-session",
        "whoami: the session layer's share of the nodes' CPU",
        each(({ session, anonymous }) => 1 - anonymous.cpu / session.cpu),
        { most: 0.15 },
      ),
      row(
        "whoami-rate-with-session-vs-nothing",
        "whoami with a session / a route that does nothing",
        each(({ session, nothing }) => session.rate / nothing.rate),
      ),
    ],
  };
}

async function load(pids: readonly number[], url: string, cookie?: string): Promise<Load> {
  const before = await cpuOfAll(pids);
  const { requests, rate } = await wrk({ url, connections, seconds, ...(cookie ? { cookie } : {}) });
  return { rate, cpu: ((await cpuOfAll(pids)) - before) / requests };
}
