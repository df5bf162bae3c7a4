import { isMet, type Results, type Row, type Section, wish } from "../results.ts";

const shape = /^[a-z-]+?-vs-(?<peer>.+?)-(?<callers>\d+)(?:-at-(?<delay>[\d.]+)ms)?$/;

/**
 * The results as Markdown, for docs/performance.md: first the targets, then a table per operation
 * with a row per peer.
 */
export function tables({ taken, machine, versions, sections }: Results): string {
  const facts = Object.entries({ ...machine, ...versions }).map(([name, value]) => `${name} ${value}`);
  const rows = sections.flatMap((section) => section.rows);
  return [
    `Taken ${taken} on ${facts.join(", ")}.`,
    table(
      ["comparison", "ratio", "middle half", "wanted", "met"],
      rows
        .filter((row) => row.wanted)
        .map((row) => [
          row.says,
          figure(row.ratio.median),
          spread(row),
          wish(row),
          isMet(row) ? "yes" : "**no**",
        ]),
    ),
    ...sections.map(sectionOf).filter((text) => text !== ""),
  ].join("\n\n");
}

function sectionOf(section: Section): string {
  const { title, note, rows } = section;
  const found = [peersOf(rows), othersOf(rows)].filter((text) => text !== "");
  return found.length === 0 ? "" : [`### ${title}`, note, ...found].join("\n\n");
}

/** The comparisons with peers: a row per peer, a column per place. */
function peersOf(rows: readonly Row[]): string {
  const byPlace = new Map<string, Map<string, Row>>();
  const places = new Set<string>();
  for (const row of rows) {
    const { peer, callers, delay = "0" } = shape.exec(row.name)?.groups ?? {};
    if (!peer || !callers) continue;
    const place = `${delay} ms, ${callers}`;
    places.add(place);
    byPlace.set(peer, (byPlace.get(peer) ?? new Map<string, Row>()).set(place, row));
  }
  if (places.size === 0) return "";
  const cells = [...byPlace].map(([peer, cell]) => [
    peer,
    ...[...places].map((place) => {
      const row = cell.get(place);
      return row ? figure(row.ratio.median) : "";
    }),
  ]);
  return table(["unstuck by (delay, callers)", ...places], cells);
}

/**
 * The rows that are neither a comparison with a peer nor in the first table, with the figures
 * behind them.
 */
function othersOf(rows: readonly Row[]): string {
  const others = rows.filter((row) => !row.wanted && !shape.test(row.name));
  if (others.length === 0) return "";
  const figures = (row: Row) =>
    Object.entries(row.figures)
      .map(([name, value]) => `${name} ${value.toLocaleString("en")}`)
      .join(", ");
  return table(
    ["comparison", "ratio", "middle half", "figures"],
    others.map((row) => [row.says, figure(row.ratio.median), spread(row), figures(row)]),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const spread = ({ ratio }: Row) => `${figure(ratio.low)} to ${figure(ratio.high)}`;
const figure = (value: number) => String(Number(value.toPrecision(3)));
