/**
 * Delta debugging (ddmin): leaves out ever smaller parts of a list, as long as the rest still shows
 * the anomaly.
 * @param shows Asked about O(n log n) lists where few items matter, and O(n²) at worst.
 * @returns A part of the list that shows it, and from which no single item can be left out.
 */
export async function smallest<T>(
  items: readonly T[],
  shows: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  let parts = 2;
  while (kept.length > 0) {
    parts = Math.min(parts, kept.length);
    const less = await withoutOnePart(kept, parts, shows);
    if (less) {
      kept = less;
      parts = Math.max(parts - 1, 2);
    } else if (parts === kept.length) {
      break;
    } else {
      parts *= 2;
    }
  }
  return kept;
}

async function withoutOnePart<T>(
  items: readonly T[],
  parts: number,
  shows: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | undefined> {
  // The last parts come first: most of the list comes after the cause.
  for (let part = parts - 1; part >= 0; part -= 1) {
    const [from, to] = [part, part + 1].map((edge) => Math.floor((edge * items.length) / parts));
    const rest = items.filter((_, at) => at < (from ?? 0) || at >= (to ?? 0));
    if (await shows(rest)) return rest;
  }
  return undefined;
}
