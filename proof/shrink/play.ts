import { setTimeout as pause } from "node:timers/promises";
import { type CampaignOptions, signOutEverywhere } from "../campaign.ts";
import { check } from "../checker/check.ts";
import { unserved } from "../checker/served.ts";
import type { Verdict } from "../checker/verdict.ts";
import { Client, type Held, type Surroundings } from "../client.ts";
import type { Operation } from "../history.ts";
import { inflict, type Mark, recover, settled } from "../nemesis.ts";
import { Random } from "../random.ts";
import { Site } from "../site.ts";
import { type FaultStep, isFault, type RequestStep, type Step } from "./schedule.ts";

export type PlayOptions = Pick<
  CampaignOptions,
  "stack" | "siteUrl" | "accounts" | "promised" | "operatorPassword" | "startsEmpty"
>;

/**
 * Carries a schedule out on the real site, which is whole before and after it, and judges the
 * clients' observations. A request keeps its distance in time to the fault before it. A fault waits
 * until the one before is over.
 */
export async function play(steps: readonly Step[], options: PlayOptions): Promise<Verdict[]> {
  const { stack, siteUrl, accounts, promised } = options;
  const site = new Site(siteUrl);
  await recover(stack);
  const endForm = options.startsEmpty ? {} : await signOutEverywhere(site, accounts);
  const random = new Random(1);
  if (steps.some(isFault)) await settled(random);

  const began = performance.now();
  const now = () => performance.now() - began;
  const history: Operation[] = [];
  const requests = new Requests({ site, history, began, endForm }, accounts);
  const marks: Promise<Mark>[] = [];
  // How late the faults are so far, and with them every step after them.
  let late = 0;
  for (const step of steps) {
    if (isFault(step)) late = Math.max(late, await readyFor(step, marks, now, random));
    await pause(Math.max(0, step.at + late - now()));
    if (isFault(step)) marks.push(inflict(step.fault, step.seed, { ...options, now }));
    else requests.send(step, now());
  }
  const [broken] = await Promise.all([Promise.all(marks), requests.answered()]);
  history.sort((a, b) => a.from - b.from);
  return [...check(history, promised), unserved(history, broken)];
}

/**
 * Waits until the fault before is over. @returns The milliseconds by which this fault is then late.
 */
async function readyFor(
  { at }: FaultStep,
  marks: readonly Promise<Mark>[],
  now: () => number,
  random: Random,
): Promise<number> {
  const before = marks.at(-1);
  if (!before) return 0;
  await before;
  await settled(random);
  return now() - at;
}

/** The clients of a schedule: one for each session, as a browser with its cookie jar. */
class Requests {
  readonly #of: Surroundings;
  readonly #accounts: PlayOptions["accounts"];
  readonly #sessions = new Map<string, Promise<Held | undefined>>();
  readonly #sent: Promise<unknown>[] = [];

  constructor(of: Surroundings, accounts: PlayOptions["accounts"]) {
    this.#of = of;
    this.#accounts = accounts;
  }

  send(step: RequestStep, due: number): void {
    this.#sent.push(step.does === "login" ? this.#login(step, due) : this.#use(step, due));
  }

  async answered(): Promise<void> {
    await Promise.all(this.#sent);
  }

  #login({ session, user = "" }: RequestStep, due: number): Promise<unknown> {
    const held = new Client(this.#of, due).login(this.#account(user));
    this.#sessions.set(session, held);
    return held;
  }

  /** Waits for the login that begins the session. If that failed, it does nothing. */
  async #use({ does, session, target, keepsOwn = false }: RequestStep, due: number): Promise<unknown> {
    const [held, other] = await Promise.all([
      this.#sessions.get(session),
      this.#sessions.get(target ?? session),
    ]);
    if (!held || !other) return;
    const client = new Client(this.#of, due);
    switch (does) {
      case "revoke":
        return client.end(held, { target: other.id }, this.#account(held.user));
      case "revoke-all":
        return client.end(held, { keepsOwn }, this.#account(held.user));
      case "login":
        return;
      default:
        return client[does](held);
    }
  }

  #account(user: string) {
    const account = this.#accounts.find(({ email }) => email === user);
    if (!account) throw new Error(`A schedule names ${user}, who has no account.`);
    return account;
  }
}
