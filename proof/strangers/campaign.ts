import { setTimeout as pause } from "node:timers/promises";
import { step } from "../../stack/setup/progress.ts";
import { hiddenFields } from "../../stack/testing/hidden-fields.ts";
import type { Account } from "../client.ts";
import { Site } from "../site.ts";
import type { Stage } from "../stage.ts";
import { Flood } from "./flood.ts";
import { leaveRoom, readGauges } from "./gauges.ts";
import { Person } from "./person.ts";
import type { Seen } from "./verdicts.ts";

/** The addresses of the strangers; the person comes from 127.0.0.1. */
const addresses = ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"];

/** Bytes that Redis has left when the flood begins: 50,000 keys of the throttle would take more. */
const room = 4 * 1024 * 1024;
const others = 100;
/** Below one address's limit of requests. */
const othersPerSecond = 10;

/**
 * Seconds for which a flood warms the nodes, for which nobody uses them afterwards, and for which
 * the person uses them alone.
 */
const phases = { warm: 30, settle: 15, quiet: 30, later: 60 };

/** Floods the site while one person uses it. */
export async function floodAndUse(stage: Stage, minutes: number): Promise<Seen> {
  const { stack, siteUrl } = stage;
  const { DEMO_PASSWORD: password, REDIS_OPERATOR_PASSWORD: operator } = await stage.secrets();
  const account = { email: "user@example.com", password };
  const form = await (await fetch(`${siteUrl}/sign-up`)).text();
  const target = {
    port: Number(new URL(siteUrl).port),
    email: account.email,
    signUpFields: hiddenFields(form),
  };
  const flood = () => Flood.begin({ addresses, target });

  const sessions = await sessionsOf(siteUrl, { email: "operator@example.com", password });
  const person = new Person(siteUrl, account);
  await person.signIn();
  await step(`Warming the nodes up, ${phases.warm} s`, async () => {
    const strangers = flood();
    await person.use(phases.warm);
    await strangers.end();
    await pause(phases.settle * 1000);
  });
  const quiet = await step(`The person alone, ${phases.quiet} s`, () => person.use(phases.quiet));
  const before = await readGauges(stack, operator);
  await leaveRoom(stack, operator, room);
  const { flooded, came, seconds, end } = await step(`The flood, ${minutes} min`, async () => {
    const strangers = flood();
    const flooded = await person.use(minutes * 60);
    const end = await readGauges(stack, operator);
    return { flooded, end, ...(await strangers.end()) };
  });
  await step(`What stays of it, ${phases.later} s later`, () => pause(phases.later * 1000));
  const after = await readGauges(stack, operator);
  await stack.relieve();
  const kept = { before: sessions.length, after: await stillThere(siteUrl, sessions) };
  return { quiet, flooded, addresses, came, seconds, gauges: { before, end, after }, kept };
}

/** The cookies of sessions that no person uses during the flood: Redis would evict these first. */
async function sessionsOf(siteUrl: string, account: Account): Promise<string[]> {
  const site = new Site(siteUrl);
  const cookies: string[] = [];
  while (cookies.length < others) {
    const { status, cookie } = await site.ask("POST", "/api/session", undefined, account);
    if (!cookie) throw new Error(`The sessions of other people can't be begun: ${status}.`);
    cookies.push(cookie);
    await pause(1000 / othersPerSecond);
  }
  return cookies;
}

async function stillThere(siteUrl: string, cookies: readonly string[]): Promise<number> {
  const site = new Site(siteUrl);
  let alive = 0;
  for (const cookie of cookies) {
    const { status, body } = await site.ask("GET", "/api/whoami", cookie);
    if (status !== 200)
      throw new Error(`Whether the sessions of other people are there isn't said: ${status}.`);
    if ((body as { session?: unknown } | undefined)?.session) alive += 1;
    await pause(1000 / othersPerSecond);
  }
  return alive;
}
