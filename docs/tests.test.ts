import path from "node:path";
import { expect, it } from "vitest";
import { root } from "../stack/settings.ts";
import {
  allSpecs,
  containerSpecs,
  mainSpecs,
  nodeSpecs,
  serverSpecs,
  specsOfTheSentinelGroup,
} from "../stack/testing/suites.ts";

const all = await allSpecs();

/** Which of the specs each command runs, in the order of the table's columns. */
const commands: readonly (readonly [command: string, specs: readonly string[]])[] = [
  ["test", mainSpecs],
  ["test:all", all],
  ["test:redis", serverSpecs],
  ["test:node", nodeSpecs],
  ["test:compose -- --core", containerSpecs],
  ["test:cluster", all.filter((name) => !specsOfTheSentinelGroup.includes(name))],
];

function table(): string {
  const rows = [
    ["spec in `e2e/`", ...commands.map(([command]) => `\`${command}\``)],
    ...all.map((name) => [
      `\`${name}\``,
      ...commands.map(([, specs]) => (specs.includes(name) ? "yes" : "")),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

const page = () => `# Which command tests what

Every command sets up what it needs, and ends with one line that counts what passed and what failed.

| command                       | what it runs                                                                            | minutes on two cores |
| ----------------------------- | --------------------------------------------------------------------------------------- | -------------------- |
| \`npm test\`                    | types and lint, most unit and integration tests, the main promises, a minute of faults  | 9 to 12              |
| \`npm run test:all\`            | all of that and everything else: the long tests, all specs, two minutes of faults       | 40                   |
| \`npm run test:rest\`           | what \`npm test\` leaves out                                                              | 30                   |
| \`npm run test:redis -- DIR…\`  | what depends on the Redis server, on the server in each folder                          | 10 for each          |
| \`npm run test:node -- 22 24…\` | unit tests, a build and the core promises on each of these versions of Node.js          | 7 for each           |
| \`npm run test:compose\`        | the promises on containers, and a minute of faults; \`-- --core\` runs those in the table | 40; core 6           |
| \`npm run test:cluster\`        | the promises with the site on a Redis Cluster                                           | 25                   |
| \`npm run test:clones\`         | \`npm start\` in a clone as awkward as people have; \`-- --compose\` on containers          | 3                    |

Specs in a real browser or over plain HTTP run against the whole running stack. Each holds one promise; the README says which.

${table()}

The table follows from \`stack/testing/suites.ts\`. After a change there, \`npx vitest run docs/tests.test.ts --update\` writes it again.
`;

it("the page says which command runs which spec", async () => {
  await expect(page()).toMatchFileSnapshot(path.join(root, "docs/tests.md"));
});

it("every list of specs names specs that exist, each once", () => {
  for (const [command, specs] of commands) {
    expect(
      specs.filter((name) => !all.includes(name)),
      command,
    ).toEqual([]);
    expect(new Set(specs).size, command).toBe(specs.length);
  }
  expect(specsOfTheSentinelGroup.filter((name) => !all.includes(name))).toEqual([]);
});
