import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { Settings } from "../lib/env/settings.ts";
import { secretNames } from "../stack/secrets.ts";
import { root } from "../stack/settings.ts";
import { roomsOfSettings } from "./settings-rooms.ts";
import { partSecrets, stackSettings } from "./stack-settings.ts";
import { markdownTable } from "./table.ts";

const rooms = await roomsOfSettings();

/** Set by the project's own commands for what they start, and by nobody else. */
const ofCommands = new Set(["UNSTUCK_DRIVER", "CLUSTER_NODES", "INIT_CWD", "PATH"]);

function defaultOf(name: string, { schema }: Settings<unknown>): string {
  if (secretNames.some((secret) => secret === name)) return "generated";
  const parsed = schema.shape[name]?.safeParse(undefined);
  if (!parsed?.success) return "required";
  const value: unknown = parsed.data;
  return value === undefined || (Array.isArray(value) && value.length === 0) ? "none" : `\`${value}\``;
}

const tableOf = (settings: Settings<unknown>) =>
  markdownTable([
    ["setting", "default", "what it does"],
    ...Object.keys(settings.schema.shape).map((name) => [
      `\`${name}\``,
      defaultOf(name, settings),
      settings.about[name] ?? "",
    ]),
  ]);

const page = `# Settings

A setting comes from the environment or from \`.env\`; the environment wins. A setting that is missing or wrong stops the start with a message
that names it and shows no value. Space around a value is removed. Quotes, and values that a setting does not know, are refused.
In \`.env\`, put a value with a \`#\` in single quotes; the runner refuses such a value without them.

**Demo mode** is on by default only where this machine alone reaches the site: \`SITE_URL\` and the address on which nginx listens are both
loopback, and \`DEMO_PASSWORD\` is not empty. Everywhere else there are no demo accounts until you set \`DEMO_MODE=on\`.

**HTTPS.** With \`SITE_URL=https://localhost:8080 npm start\` the runner makes a self-signed certificate with \`openssl\`, and browsers warn once.
Every cookie becomes \`Secure\` and is named \`__Host-…\`, which binds it to this host. Where something else ends TLS, set
\`SITE_URL=https://your.host\`: the cookies follow, and nginx speaks plain HTTP behind it.

A node that other tools start needs every required setting of the first table. \`CONTROL_URL\` and \`CONTROL_SECRET\` belong to the stack runner.

${rooms.map(([file, about, settings]) => `## \`${file}\`\n\n${about}\n\n${tableOf(settings)}`).join("\n\n")}

## The stack

What the runner, the Compose file and nginx read. An empty cell means that the setting has no effect there.

${markdownTable([
  ["setting", "with `npm start`", "in containers", "what it does"],
  ...Object.entries(stackSettings).map(([name, { native, containers, about }]) => [
    `\`${name}\``,
    native,
    containers,
    about,
  ]),
])}

## Secrets of the parts

The first start generates them.

${markdownTable([["secret", "what it is for"], ...Object.entries(partSecrets).map(([name, about]) => [`\`${name}\``, about])])}

This page follows from the settings' schemas and from \`docs/stack-settings.ts\`. \`npx vitest run docs/settings.test.ts --update\` writes it again.
`;

/** Names that the runner takes from its environment, and the Compose file from the shell. */
function readByTheStack(): Set<string> {
  const files = readdirSync(path.join(root, "stack"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/(\.test\.ts$|testing\/|^test-)/.test(file))
    .map((file) => path.join("stack", file));
  const sources = files.map((file) => readFileSync(path.join(root, file), "utf8")).join("\n");
  const compose = readFileSync(path.join(root, "docker-compose.yml"), "utf8");
  return new Set([
    ...[...sources.matchAll(/\b(?:environment|merged|given|process\.env)\.([A-Z][A-Z_]+)/g)].map(
      ([, name = ""]) => name,
    ),
    ...[...sources.matchAll(/\b(?:limit\(|port\(merged, )"([A-Z_]+)"/g)].map(([, name = ""]) => name),
    ...[...compose.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name),
    ...[...compose.matchAll(/^ +([A-Z][A-Z_]+):$/gm)].map(([, name = ""]) => name),
    ...secretNames,
  ]);
}

it("the page names every setting with its default", async () => {
  await expect(page).toMatchFileSnapshot(path.join(root, "docs/settings.md"));
});

it.each(rooms)("each setting of %s says what it does, and no other does", (_, __, settings) => {
  expect(Object.keys(settings.about).sort()).toEqual(Object.keys(settings.schema.shape).sort());
  for (const about of Object.values(settings.about)) expect(about).toMatch(/\.$/);
});

it("whatever the runner and the Compose file read is on the page", () => {
  const read = readByTheStack();
  expect(read.size).toBeGreaterThan(40);
  expect([...read].filter((name) => !page.includes(`\`${name}\``) && !ofCommands.has(name))).toEqual([]);
});
