import type { Came } from "./flooder.ts";
import type { Gauges } from "./gauges.ts";
import { kindNames, perSecond } from "./kinds.ts";
import type { Felt } from "./person.ts";

/** Everything that the campaign saw. */
export interface Seen {
  /** The person's experience while nobody else used the site, and during the flood. */
  readonly quiet: readonly Felt[];
  readonly flooded: readonly Felt[];
  readonly addresses: readonly string[];
  readonly came: Came;
  /** How long the flood lasted. */
  readonly seconds: number;
  /** Warmed up, at the end of the flood, and a minute later. */
  readonly gauges: { readonly before: Gauges; readonly end: Gauges; readonly after: Gauges };
  /**
   * Sessions that other people had before the flood, and how many of them still existed after it.
   */
  readonly kept: { readonly before: number; readonly after: number };
}

export interface StrangerVerdict {
  readonly promise: string;
  readonly holds: boolean;
  /** The figures that decide the verdict. */
  readonly why: string;
}

export interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly failed: number;
  readonly requests: number;
}

/** An answer within this time counts as quick, however quick a quiet site answers. Milliseconds. */
const quickWithin = 250;

export function timesOf(felt: readonly Felt[]): Times {
  const sorted = felt.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    p50: at(0.5),
    p99: at(0.99),
    max: at(1),
    failed: felt.filter(hasFailed).length,
    requests: felt.length,
  };
}

export const hasFailed = ({ status }: Felt) => status < 200 || status >= 400;

/** Requests per second that the strangers began, from all of their addresses together. */
export const rateOf = ({ came, seconds }: Pick<Seen, "came" | "seconds">) =>
  kindNames.reduce((sum, name) => sum + came[name].begun, 0) / seconds;

/**
 * The claims of the campaign. The last one is about the campaign itself: it has flooded the site as
 * hard as it says.
 */
export function judge(seen: Seen): StrangerVerdict[] {
  const [quiet, flooded] = [timesOf(seen.quiet), timesOf(seen.flooded)];
  const allowed = Math.max(3 * quiet.p99, quickWithin);
  const wanted = perSecond * seen.addresses.length;
  const rate = rateOf(seen);
  const { before, end, after } = seen.gauges;
  const shares = Object.entries(after.memory).map(([name, bytes]) => ({
    name,
    share: bytes / (before.memory[name] ?? 0) - 1,
  }));
  const evicted = after.evicted - before.evicted;
  const percent = (share: number) => `${share < 0 ? "" : "+"}${Math.round(share * 100)}%`;
  return [
    {
      promise: "None of the person’s requests fails",
      holds: quiet.failed + flooded.failed === 0 && flooded.requests > 0,
      why: `${flooded.failed} of ${flooded.requests} failed (${quiet.failed} of ${quiet.requests} before)`,
    },
    {
      promise: "99 of 100 requests take at most three times as long as on the quiet site, or 250 ms",
      holds: flooded.p99 <= allowed,
      why: `${Math.round(flooded.p99)} ms, of ${Math.round(allowed)} ms allowed`,
    },
    {
      promise: "A minute later each node’s memory is within 20% of what it was",
      // For a node that reported no figure, the share is not a number, so it is not within the
      // limit.
      holds: shares.length > 0 && shares.every(({ share }) => share <= 0.2),
      why: shares.map(({ name, share }) => `${name} ${percent(share)}`).join(", "),
    },
    {
      promise: "No session is evicted",
      holds: evicted === 0 && seen.kept.after === seen.kept.before && seen.kept.before > 0,
      why: `${seen.kept.after} of ${seen.kept.before} sessions are there, ${evicted} keys were evicted, ${end.throttleKeys} keys of the throttle at the end`,
    },
    {
      promise: "The strangers came as fast as they were to",
      holds: rate >= 0.9 * wanted,
      why: `${Math.round(rate)} of ${wanted} requests per second`,
    },
  ];
}
