/** A median with its quartiles. */
export interface Spread {
  median: number;
  low: number;
  high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = ascending(values);
  return { median: at(sorted, 0.5), low: at(sorted, 0.25), high: at(sorted, 0.75) };
}

/**
 * The value that this share of the values doesn't exceed: 0.99 gives the 99th percentile, 1 the
 * largest.
 */
export function percentile(values: readonly number[], share: number): number {
  return at(ascending(values), share);
}

const ascending = (values: readonly number[]) => values.toSorted((one, other) => one - other);

function at(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));
}
