import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { poll } from "../../lib/session/testing/poll.ts";
import { asOperator } from "../../lib/session/testing/redis-admin.ts";
import { diagnosis } from "../../stack/diagnosis.ts";
import { replicationOf } from "../../stack/replication.ts";
import { root } from "../../stack/settings.ts";
import type { Account } from "../client.ts";
import { Site } from "../site.ts";
import type { Stage } from "../stage.ts";
import type { Drill } from "./page.ts";
import { login, People } from "./people.ts";
import { judge, nobodyIsSignedOut, type Seen, type Verdict } from "./seen.ts";

/**
 * How long a drill is watched after its last command: longer than an election, and longer than a
 * write waits. Milliseconds.
 */
const watched = 12_000;
/** The longest time until nothing is wrong with a site. Milliseconds. */
const wholeWithin = 60_000;

export interface Surroundings extends Pick<Stage, "stack" | "siteUrl" | "secrets"> {
  /** The environment of the commands, which makes them work on this site. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The environment of a campaign, which has a site of its own. */
  readonly bare: Readonly<Record<string, string | undefined>>;
}

/**
 * Carries out the page's commands on a healthy site, while people use it, and compares the
 * observations with the page's claims.
 * @throws {Error} if a command fails, or the site isn't whole again after the commands that end the
 * drill.
 */
export async function perform(drill: Drill, on: Surroundings): Promise<Verdict[]> {
  const seen = isCampaign(drill) ? await campaign(drill, on) : await drilled(drill, on);
  const phrases = [...drill.watchFor, ...drill.ending.watchFor];
  const verdicts = phrases.map((phrase) => judge(phrase, seen));
  return isCampaign(drill) ? verdicts : [...verdicts, nobodyIsSignedOut(seen)];
}

const isCampaign = ({ commands }: Drill) => commands.every((command) => command.startsWith("npm run proof"));

const nothing = {
  from: 0,
  reads: [],
  presses: [],
  logins: [],
  signedOut: 0,
  evicted: 0,
  fullCopies: 0,
  loginAfter: 0,
};

async function campaign({ commands }: Drill, { bare }: Surroundings): Promise<Seen> {
  return { ...nothing, inStepAfter: undefined, output: await type(commands, bare) };
}

async function drilled({ commands, ending }: Drill, on: Surroundings): Promise<Seen> {
  await whole(on);
  const account: Account = { email: "user@example.com", password: (await on.secrets()).DEMO_PASSWORD };
  const site = new Site(on.siteUrl);
  const people = await People.begin(site, account);
  const before = await counted(on);
  let output: string;
  let inStepAfter: number | undefined;
  let from: number;
  try {
    output = await type(commands, on.environment);
    from = performance.now();
    inStepAfter = await inStep(on, watched).then(
      () => (performance.now() - from) / 1000,
      () => undefined,
    );
    await pause(Math.max(0, watched - (performance.now() - from)));
  } finally {
    await people.end();
  }
  const after = await counted(on).catch(() => before);
  await type(ending.commands, on.environment);
  const ended = performance.now();
  await poll(async () => (await login(site, account)).status === 201, {
    timeoutMs: wholeWithin,
    promise: "a login works after the drill",
  });
  const loginAfter = (performance.now() - ended) / 1000;
  await whole(on);
  const { reads, presses, logins, signedOut } = people;
  // The node that was the primary has counted this. Another node has a count of its own.
  const more = (name: "evicted" | "fullCopies") =>
    after.node === before.node ? after[name] - before[name] : 0;
  return {
    ...{ from, reads, presses, logins, signedOut, inStepAfter, output, loginAfter },
    ...{ evicted: more("evicted"), fullCopies: more("fullCopies") },
  };
}

/**
 * Runs commands as a person types them into a terminal, one after the other. @returns Their output.
 */
async function type(commands: readonly string[], env: Surroundings["environment"]): Promise<string> {
  const printed: string[] = [];
  for (const command of commands) {
    const options = { cwd: root, env, extendEnv: false, all: true, reject: false, stdin: "ignore" } as const;
    const { exitCode, all } = await execa("sh", ["-c", command], options);
    if (exitCode !== 0) throw new Error(`\`${command}\` ended with ${exitCode}: ${all}`);
    printed.push(all);
  }
  return printed.join("\n");
}

/** Waits until `status` says that nothing is wrong. */
const whole = (on: Surroundings) =>
  poll(async () => (await wrong(on)).length === 0, {
    timeoutMs: wholeWithin,
    promise: "`npm run stack -- status` says that nothing is wrong",
  });

async function wrong({ stack, secrets }: Surroundings): Promise<string[]> {
  const status = await stack.status();
  const { REDIS_OPERATOR_PASSWORD } = await secrets();
  return diagnosis(status, await replicationOf(stack, status, REDIS_OPERATOR_PASSWORD));
}

const inStep = (on: Surroundings, timeoutMs: number) =>
  poll(
    async () => {
      const info = await onPrimary(on, (redis) => redis.info("replication"));
      return [...info.matchAll(/^slave\d+:.*state=online/gm)].length === 2;
    },
    { timeoutMs, promise: "both replicas are in step" },
  );

async function counted(on: Surroundings) {
  const info = await onPrimary(on, (redis) => redis.info());
  const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1] ?? 0);
  const node = /^run_id:(\w+)/m.exec(info)?.[1];
  return { node, evicted: field("evicted_keys"), fullCopies: field("sync_full") };
}

async function onPrimary<T>(
  { stack, secrets }: Surroundings,
  work: Parameters<typeof asOperator<T>>[2],
): Promise<T> {
  const primary = (await stack.status()).find(({ role }) => role === "primary");
  if (!primary) throw new Error("There is no primary at the moment.");
  return asOperator(await stack.address(primary.name), (await secrets()).REDIS_OPERATOR_PASSWORD, work);
}
