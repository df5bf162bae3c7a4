import { type Change, instead, line, method } from "./change.ts";

/** The URL as the runner's own texts have it. */
const siteUrl = "$" + "{siteUrl}";

const verbs = ["freeze", "thaw", "cut", "lag", "heal", "fill", "relieve", "loseDisk"];

/**
 * The runner keeps the verbs that break and bring back a part. The demo, Compose's own verbs and
 * the parts that watch others go.
 */
export const runnerCuts: Readonly<Record<string, readonly Change[]>> = {
  "stack/native.ts": [
    ...verbs.map(method),
    [/\n {2}readonly (?:canLag|#network)[^\n]*/g, ""],
    [/\n {4}this\.(?:canLag|#network) =[^\n]*/g, ""],
    [", () => this.#network.up()", ""],
    [/\n {4}await this\.#network\.down\(\);/, ""],
    line("\\.\\.\\.replicasOf\\(readServices"),
  ],
  "stack/native/starting.ts": [
    line('  "service",'),
    [/\n {2}connect: [^\n]*/, ""],
    [/\n {2}await connect\(\);/, ""],
    [/\n \* @param connect [^\n]*/, ""],
    [/\n {2}for \(const part of parts\) await processes\.thawIfFrozen\(part\);/, ""],
  ],
  "stack/topology.ts": [[' | "service"', ""]],
  "stack/native/processes.ts": [line("service: serviceDriver")],
  "stack/compose/probe.ts": [
    [/\n {4}case "service":[^\n]*\n[^\n]*/, ""],
    [/\n\/\*\* A service that answers[\s\S]*?\n\}\n/, ""],
  ],
  "stack/cli/roles.ts": [[' "service",', ""]],
  "stack/stack.ts": [
    ...verbs.map(method),
    [/\n {2}\/\*\* Whether `lag`[^\n]*\n {2}readonly canLag: boolean;/, ""],
  ],
  "stack/cli/backup-verbs.ts": [line("stack instanceof ComposeStack")],
  "stack/start.ts": [
    [/\n {4}const control = await openControl[^\n]*\n[^\n]*/, ""],
    [/\n {2}const closing: [^\n]*/, ""],
    line("services: \\{ type"),
    line("const services = values\\.services"),
    line("await writeServices\\(settings\\.stateDir, services"),
    line("await writeServices\\(settings\\.stateDir, undefined"),
    line("const others = services"),
    [/\$\{others\}/, ""],
    line("if \\(services\\) console"),
    [/\n {4}for \(const close of closing\)[^\n]*/, ""],
    [/\n {2}const demo = demoMode\([^\n]*/, ""],
    [
      /\$\{howToSignIn\([^\n]*\n {10}or {3}with company/,
      `  Create an account at ${siteUrl}/sign-up, or sign in\n          with company`,
    ],
    ["{ siteUrl, secrets, environment, develops }: Settings", "{ siteUrl, develops }: Settings"],
    [/\$\{howToSignIn\([^\n]*/, `  Create an account at ${siteUrl}/sign-up.`],
    ["app, lib and demo at once", "app and lib at once"],
  ],
  "stack/bootstrap.mjs": [
    [/const scripts = \[[\s\S]*?\];/, 'const scripts = ["start", "test"];'],
    [/, `npm test` and every `npm run test:…` on/, " and `npm test` on"],
  ],
  "stack/native/app.ts": [
    [/\n {2}const demo = demoMode\([^\n]*/, ""],
    [/\n {4}DEMO_MODE: demo,/, ""],
    [
      "settings.environment.MAIL_ON_PAGE || demo",
      'settings.environment.MAIL_ON_PAGE || (isOwn({ siteUrl: settings.siteUrl, listen: loopback }) ? "on" : "off")',
    ],
    instead("demoMode", "isOwn", "../reach.ts"),
    [/\n {4}\.\.\.control\(settings\),/, ""],
    [/\n\/\*\* Where the runner is asked[\s\S]*?\n\}\n/, ""],
  ],
  "stack/native/nginx.ts": [
    [/\n {6}await copyDemo\(folder\);/, ""],
    [/\n\/\*\* What the demo adds[\s\S]*?\n\}\n/, ""],
    [/\n {6}await copyServices\([^\n]*/, ""],
    [/\n\/\*\* Where the services are[\s\S]*?\n\}\n/, ""],
  ],
  "stack/env-file.ts": [[/\n\/\*\*\n \* The same for a shell to read[\s\S]*?\.join\(""\);\n/, ""]],
  "stack/compose/image/app-settings.ts": [
    [/\n\/\*\*\n \* What a service in another[\s\S]*?\n {2}\);\n/, ""],
    instead("demoMode", "isOwn", "../../reach.ts"),
    [
      /\n {2}const DEMO_MODE = demoMode[^\n]*/,
      '\n  const onPage = isOwn({ siteUrl, listen: given.LISTEN || "127.0.0.1" }) ? "on" : "off";',
    ],
    [/\n {4}DEMO_MODE,/, ""],
    ["given.MAIL_ON_PAGE || DEMO_MODE", "given.MAIL_ON_PAGE || onPage"],
    [/\n {4}if \(name === "DEMO_PASSWORD"[^\n]*/, ""],
  ],
  "stack/compose/image/first-run.ts": [
    [/import \{ howToSignIn \} [^\n]*\n/, ""],
    [/\nconst forServices [^\n]*/, ""],
    [/\nawait put\(forServices[^\n]*/, ""],
    [/\n\$\{howToSignIn\([^\n]*/, `\n  Create an account at ${siteUrl}/sign-up.`],
    ['["nginx", "observability"]', '["nginx"]'],
  ],
  "stack/build.ts": [line('  "controls",'), line('  "demo",'), line('  "proof/report')],
  "stack/secrets.ts": [
    [/\n {2}DEMO_PASSWORD: \{[\s\S]*?\n {2}\},/, ""],
    [/\n\/\/ No 0\/o and 1\/l\/i[\s\S]*?\n {2}\)\.join\("-"\);\n/, "\n"],
    [/\n\/\*\* Left out by an empty value[\s\S]*?\);\n/, "\n"],
    [" && !optional.has(name)", ""],
    [/\(name\) => !present\[name\]\?\.trim\(\) && !\(optional[^\n]*/, "(name) => !present[name]?.trim(),"],
  ],
  "stack/setup/machine.ts": [
    [/\nconst forWatching[\s\S]*?\n\};\n/, ""],
    [/\n\/\*\*\n \* For the tests of the user directory[\s\S]*?\n\};\n/, ""],
    [/\n\/\*\* For the tests of forward authentication[\s\S]*?\n\};\n/, ""],
    [/import \{ findPostgres \} [^\n]*\n/, ""],
    ["[...forRunning, forTesting, forWatching, forDirectory, forGateways]", "[...forRunning, forTesting]"],
    [/\n\/\*\* The same for what tests bring[\s\S]*?;\n/, "\n"],
  ],
};
