/** Rows of a long list that have the same name. */
export interface Group<Row> {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** As many rows as a person looks through one by one. */
const most = 10;

/**
 * A list as people can look through it: its first ten rows one by one, and the others by their
 * names, in the order in which each name first comes.
 */
export function inShort<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
): { first: readonly Row[]; others: readonly Group<Row>[] } {
  const byName = new Map<string, Row[]>();
  for (const row of rows.slice(most)) {
    const name = nameOf(row);
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  return {
    first: rows.slice(0, most),
    others: [...byName].map(([name, grouped]) => ({ name, rows: grouped })),
  };
}
