import { isMet, type Results, type Row, type Section, wish } from "../results.ts";

const shape = /^[a-z-]+?-vs-(?<peer>.+?)-(?<callers>\d+)(?:-at-(?<delay>[\d.]+)ms)?$/;

/** The results as Markdown, for docs/performance.md: what is wanted first, then a table of each operation, a row a peer. */
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

function sectionOf({ title, note, rows }: Section): string {
  const byPlace = new Map<string, Map<string, Row>>();
  const places = new Set<string>();
  for (const row of rows) {
    const { peer, callers, delay = "0" } = shape.exec(row.name)?.groups ?? {};
    // Without callers it is no comparison of peers; its row stands in the first table.
    if (!peer || !callers || row.byCpu === undefined) continue;
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
  return `### ${title}\n\n${note}\n\n${table(["unstuck by (delay, callers)", ...places], cells)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const spread = ({ ratio }: Row) => `${figure(ratio.low)} to ${figure(ratio.high)}`;
const figure = (value: number) => String(Number(value.toPrecision(3)));
