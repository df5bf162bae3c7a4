import path from "node:path";
import { expect, it } from "vitest";
import { root } from "../stack/settings.ts";
import {
  allSpecs,
  containerSpecs,
  directorySpecs,
  mainSpecs,
  nodeSpecs,
  serverSpecs,
  specsOfTheSentinelGroup,
} from "../stack/testing/suites.ts";
import { fieldsOf, promised, sections } from "./promises.ts";
import { markdownTable } from "./table.ts";

const all = await allSpecs();
const promises = await promised();

/** Which of the specs each command runs beside `npm run test:all`, by its word in the tables. */
const suites: readonly (readonly [word: string, specs: readonly string[]])[] = [
  ["test", mainSpecs],
  ["redis", serverSpecs],
  ["node", nodeSpecs],
  ["compose", containerSpecs],
  ["postgres", directorySpecs],
  ["Sentinel", specsOfTheSentinelGroup],
];

const commands = markdownTable([
  ["command", "what it runs", "minutes on two cores"],
  [
    "`npm test`",
    "types and lint, most unit and integration tests, the main promises, a fault of each family",
    "10 to 13",
  ],
  [
    "`npm run test:all`",
    "all of that and everything else: the long tests, all specs, two minutes of faults",
    "40",
  ],
  ["`npm run test:rest`", "what `npm test` leaves out", "30"],
  [
    "`npm run test:redis -- DIR…`",
    "what depends on the Redis server, on the server in each folder",
    "10 for each",
  ],
  [
    "`npm run test:node -- 22 24…`",
    "unit tests, a build and the core promises on each of these versions of Node.js",
    "7 for each",
  ],
  [
    "`npm run test:compose`",
    "the promises on containers, and a minute of faults; `-- --core` runs those marked compose",
    "40; core 6",
  ],
  ["`npm run test:cluster`", "the promises with the site on a Redis Cluster", "25"],
  ["`npm run test:postgres`", "what uses the user directory, with users in PostgreSQL", "10"],
  [
    "`npm run test:package`",
    "the session store's tarball in an empty project, on this Node.js and on 24",
    "2",
  ],
  [
    "`npm run test:services`",
    "each service in another language beside the app's own store, and all of them in a browser; `-- django`, `-- spring` or `-- together` runs one",
    "10",
  ],
  ["`npm run test:clones`", "`npm start` in an awkward clone; `-- --compose` on containers", "3"],
  [
    "`npm run test:template`",
    "an app made by `npm run template`, with its `npm test`; the project without the demo",
    "6",
  ],
]);

const tables = sections.map((section) => {
  const rows = promises
    .filter((one) => one.section === section)
    .map(({ name, file, promise, control }) => [
      promise,
      `[\`${name}\`](../${file})`,
      control,
      suites
        .filter(([, specs]) => specs.includes(name))
        .map(([word]) => word)
        .join(", "),
    ]);
  return `## ${section}\n\n${markdownTable([["promise", "spec", "control", "also in"], ...rows])}`;
});

const page = `# The promises and their tests

Every promise has a spec that runs against the whole running stack, through nginx; a spec about a person's login uses a real browser.
The control is what shows that the spec can fail: the same steps without the mechanism, or the same search where it must find something.
An empty cell means that the spec has no control of its own.

${tables.join("\n\n")}

## Which command runs what

Every command sets up what it needs, and ends with one line that counts what passed and what failed.

${commands}

\`npm run test:all\` runs every spec. The last column of the tables above names the other commands: \`npm test\`, \`test:redis\`, \`test:node\`,
\`test:compose -- --core\` and \`test:postgres\`. \`npm run test:cluster\` runs every spec except those marked Sentinel, which break the
stack's own primary, replicas or Sentinels.

If at most four specs fail, each runs three times more. The run passes only if they hold every time, and it then reports them as flaky: machines
are shared. \`test:compose\` leaves out what only the runner of processes does, and says why: HTTPS with a certificate of its own, the buttons and
experiments that break things, a site without its password, a Redis Cluster, and a collector on this machine.

This page follows from the comment at the top of each spec and from \`stack/testing/suites.ts\`.
\`npx vitest run docs/promises.test.ts --update\` writes it again.
`;

it("the page names every spec's promise, control and commands", async () => {
  await expect(page).toMatchFileSnapshot(path.join(root, "docs/promises.md"));
});

it.each(promises)("$name says at its top which promise it holds, in a section of the page", (one) => {
  expect(one.promise).toMatch(/^\S.*\.$/);
  expect(sections).toContain(one.section);
});

it("a comment's fields are read over several lines (the control of the last)", () => {
  const source = "/*\n * Section: Nodes\n * Promise: One\n *   sentence.\n */\nimport x";
  expect(Object.fromEntries(fieldsOf(source))).toEqual({ Section: "Nodes", Promise: "One sentence." });
  expect(fieldsOf("import x").size).toBe(0);
});

it("every list of specs names specs that exist, each once", () => {
  for (const [command, specs] of suites) {
    expect(
      specs.filter((name) => !all.includes(name)),
      command,
    ).toEqual([]);
    expect(new Set(specs).size, command).toBe(specs.length);
  }
});
