import { setTimeout as pause } from "node:timers/promises";
import type { Stack } from "../stack/stack.ts";
import { hiddenFields } from "../stack/testing/hidden-fields.ts";
import { check } from "./checker/check.ts";
import { unserved } from "./checker/served.ts";
import type { Verdict } from "./checker/verdict.ts";
import { type Account, Client } from "./client.ts";
import type { FaultName } from "./faults.ts";
import type { Operation, Promised } from "./history.ts";
import { type Mark, Nemesis, recover } from "./nemesis.ts";
import { Random } from "./random.ts";
import { Site } from "./site.ts";
import { Workload } from "./workload.ts";

export interface CampaignOptions {
  readonly stack: Stack;
  readonly siteUrl: string;
  readonly accounts: readonly Account[];
  readonly promised: Promised;
  readonly operatorPassword: string;
  readonly seed: number;
  readonly minutes: number;
  /** Requests per second. */
  readonly rate: number;
  readonly only?: readonly FaultName[];
  /**
   * Whether the site can't have a session yet: with sessions in a node's memory, no person could
   * sign them out either.
   */
  readonly startsEmpty?: boolean;
  readonly onFault?: (fault: FaultName) => void;
}

/** Everything that a campaign saw. Times are milliseconds from its beginning. */
export interface Campaign {
  readonly seed: number;
  readonly minutes: number;
  /**
   * The load that was offered, whether or not the site kept up. Missing in campaigns whose clients
   * waited for their answers.
   */
  readonly offered?: {
    /** Requests per second. */
    readonly rate: number;
    /** When each unsent request was due: too many were in flight. */
    readonly dropped: readonly number[];
  };
  readonly length: number;
  readonly marks: readonly Mark[];
  readonly history: readonly Operation[];
  readonly verdicts: readonly Verdict[];
}

/**
 * Milliseconds for which people use the site after the last fault, to see which sessions survived.
 */
const afterwards = 3000;

/** Uses the site and breaks it at the same time, checks everything at the end, and judges. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { stack, siteUrl, accounts, rate, operatorPassword, promised, seed, minutes } = options;
  const site = new Site(siteUrl);
  await recover(stack);
  const endForm = options.startsEmpty ? {} : await signOutEverywhere(site, accounts);

  const began = performance.now();
  const now = () => performance.now() - began;
  const history: Operation[] = [];
  const workload = new Workload({ site, accounts, rate, seed, began, history, endForm });
  const nemesis = new Nemesis({
    ...{ stack, operatorPassword, now },
    random: new Random(seed),
    ...(options.only ? { only: options.only } : {}),
    ...(options.onFault ? { onFault: options.onFault } : {}),
  });
  const over = new AbortController();
  const using = workload.run(over.signal);
  try {
    await nemesis.run(minutes * 60_000);
    await pause(afterwards);
  } finally {
    over.abort();
    await using;
  }
  const { dropped } = await using;
  await workload.sweep();
  history.sort((a, b) => a.from - b.from);
  return {
    seed,
    minutes,
    offered: { rate, dropped: dropped.map((due) => due - began) },
    length: now(),
    marks: nemesis.marks,
    history,
    verdicts: [...check(history, promised), unserved(history, nemesis.marks)],
  };
}

/**
 * Signs out everywhere, since sessions that an earlier campaign left would be sessions that no
 * login of this campaign began.
 * @returns The hidden fields of the form that ends sessions with the password.
 */
export async function signOutEverywhere(
  site: Site,
  accounts: readonly Account[],
): Promise<Record<string, string>> {
  const client = (endForm: Record<string, string>) => new Client({ site, history: [], began: 0, endForm });
  let fields = {};
  for (const account of accounts) {
    const held = await client({}).login(account);
    if (!held) throw new Error(`${account.email} couldn't sign in before the campaign: is the site up?`);
    const form = await site.ask("GET", `/account/end-sessions?which=one&id=${held.id}`, held.cookie);
    fields = hiddenFields(form.text);
    // On a slow machine the site may ask for the password already.
    if ((await client(fields).end(held, { keepsOwn: false }, account)) !== "ok")
      throw new Error(`${account.email} couldn't be signed out everywhere before the campaign.`);
  }
  return fields;
}
