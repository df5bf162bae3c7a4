import type { Stack } from "../stack/stack.ts";
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
  readonly seed: number;
  readonly minutes: number;
  /** Clients an account. */
  readonly clientsEach: number;
  readonly only?: readonly FaultName[];
  /** Whether there can't be a session yet: with sessions in a node's memory nobody could sign them out either. */
  readonly startsEmpty?: boolean;
  readonly onFault?: (fault: FaultName) => void;
}

/** Everything that a campaign saw. Times are milliseconds from its beginning. */
export interface Campaign {
  readonly seed: number;
  readonly minutes: number;
  /** Clients that used the site at once. */
  readonly clients: number;
  readonly length: number;
  readonly marks: readonly Mark[];
  readonly history: readonly Operation[];
  readonly verdicts: readonly Verdict[];
}

/** Uses the site and breaks it at the same time, looks everything over at the end, and judges. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const { stack, siteUrl, accounts, clientsEach, promised, seed, minutes } = options;
  const site = new Site(siteUrl);
  await recover(stack);
  if (!options.startsEmpty) for (const account of accounts) await signOutEverywhere(site, account);

  const began = performance.now();
  const now = () => performance.now() - began;
  const history: Operation[] = [];
  const workload = new Workload({ site, accounts, clientsEach, seed, now, history });
  const nemesis = new Nemesis({
    stack,
    random: new Random(seed),
    now,
    ...(options.only ? { only: options.only } : {}),
    ...(options.onFault ? { onFault: options.onFault } : {}),
  });
  const over = new AbortController();
  const using = workload.run(over.signal);
  try {
    await nemesis.run(minutes * 60_000);
  } finally {
    over.abort();
    await using;
  }
  await workload.sweep();
  history.sort((a, b) => a.from - b.from);
  return {
    seed,
    minutes,
    clients: accounts.length * clientsEach,
    length: now(),
    marks: nemesis.marks,
    history,
    verdicts: [...check(history, promised), unserved(history, nemesis.marks)],
  };
}

/** What an earlier campaign left would be sessions that no login of this one began. */
async function signOutEverywhere(site: Site, account: Account): Promise<void> {
  const client = new Client(-1, site, [], () => 0);
  const held = await client.login(account);
  if (!held || (await client.revokeAll(held, false)) !== "ok") {
    throw new Error(
      `${account.email} couldn't be signed out everywhere before the campaign: is the site up?`,
    );
  }
}
