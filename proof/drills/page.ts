/** A drill as the page describes it. */
export interface Drill {
  readonly name: string;
  /** The commands that a person types, in this order. */
  readonly commands: readonly string[];
  /** The page's claims about the time until the end. */
  readonly watchFor: readonly string[];
  /** The commands that end the drill, and the page's claims about the time after them. */
  readonly ending: { readonly commands: readonly string[]; readonly watchFor: readonly string[] };
}

const columns = ["drill", "command", "watch for", "end it"];

/**
 * The drills of a page, in its order: the rows of its table that has these columns.
 * @throws {Error} if the page has no such table, or a row without a command.
 */
export function drillsOf(markdown: string): Drill[] {
  const rows = markdown
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map(cellsOf);
  const head = rows.findIndex((cells) => cells.join() === columns.join());
  if (head < 0) throw new Error(`The page has no table with the columns ${columns.join(", ")}.`);
  // The line below the head is the rule. The table ends at a row of another table.
  return rows.slice(head + 2).flatMap(([name = "", command = "", watchFor = "", end, ...more]) => {
    if (end === undefined || more.length > 0) return [];
    const commands = commandsIn(command);
    if (commands.length === 0) throw new Error(`The drill "${name}" has no command.`);
    return [
      {
        name,
        commands,
        watchFor: phrasesIn(watchFor),
        ending: {
          commands: commandsIn(end),
          watchFor: phrasesIn(end).filter((phrase) => !phrase.includes(npm)),
        },
      },
    ];
  });
}

const npm = "npm run ";

const cellsOf = (line: string) =>
  line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());

/**
 * A command after the first may leave out its beginning: `npm run stack -- kill sentinels`, then
 * `kill primary`.
 */
const commandsIn = (cell: string) =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) =>
    code.startsWith(npm) ? code : `${npm}stack -- ${code}`,
  );

const phrasesIn = (cell: string) =>
  cell
    .split(";")
    .map((phrase) => phrase.trim())
    .filter(Boolean);
