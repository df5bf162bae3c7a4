import { ratioOf, type Turn, type Turns } from "../compare.ts";
import type { OwnRedis } from "../own-redis.ts";
import { type Row, short } from "../results.ts";
import { spreadOf } from "../spread.ts";

/** Microseconds of CPU that this Redis has used in all its threads. */
export async function cpuOf({ operator }: OwnRedis): Promise<number> {
  const used = [...(await operator.info("cpu")).matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)];
  return used.reduce((sum, [, seconds]) => sum + Number(seconds) * 1e6, 0);
}

/**
 * Two trials of a comparison as a row: the rate of `one` divided by that of `other`, or the cost of
 * `other` divided by that of `one`.
 */
export function trialRow(
  { name, says, wanted }: Pick<Row, "name" | "says" | "wanted">,
  turns: Turns,
  [one, other]: readonly [string, string],
  by: keyof Turn = "rate",
): Row {
  const middle = (trial: string) => spreadOf((turns.get(trial) ?? []).map((turn) => turn[by])).median;
  const unit = by === "rate" ? "/s" : " us of Redis's CPU";
  return {
    name,
    says,
    ratio: ratioOf(turns, one, other, by),
    figures: { [`${one}${unit}`]: short(middle(one)), [`${other}${unit}`]: short(middle(other)) },
    ...(wanted ? { wanted } : {}),
  };
}
