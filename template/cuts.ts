import { type Change, instead, line, method, service } from "./change.ts";
import { TemplateError } from "./name.ts";

/** As the runner's own texts have it. */
const siteUrl = "$" + "{siteUrl}";

const verbs = ["freeze", "thaw", "cut", "lag", "heal", "fill", "relieve", "loseDisk"];

/** Where a spec's control is a campaign or a lesson, neither of which goes along. */
const control: Change = [/\n \* Control: [\s\S]*?\n \*\//, "\n */"];

/** The runner keeps the verbs that break and bring back a part; the demo, Compose's own verbs and what watches the parts go. */
export const cuts: Readonly<Record<string, readonly Change[]>> = {
  "app/layout.tsx": [
    ['"Unstuck: a login that stays while the node changes"', '"Unstuck"'],
    [/description:\s*"[^"]*"/, 'description: "Sign in once, on whichever node answers."'],
  ],
  "app/login/page.tsx": [
    ["Once, on whichever node answers. All three will know you.", "Sign in to Unstuck."],
  ],
  "app/_ui/outbox-hint.tsx": [["This is a demo, which sends no mail:", "This site sends no mail yet:"]],
  "stack/native.ts": [
    ...verbs.map(method),
    [/\n {2}readonly (?:canLag|#network)[^\n]*/g, ""],
    [/\n {4}this\.(?:canLag|#network) =[^\n]*/g, ""],
    [/\n {4}await this\.#network\.(?:up|down)\(\);/g, ""],
    [/\n {4}for \(const part of this\.parts\) await this\.#processes\.thawIfFrozen\(part\);/, ""],
    line("\\.\\.\\.replicasOf\\(readServices"),
    [' "service",', ""],
  ],
  "stack/topology.ts": [[' | "service"', ""]],
  "stack/native/processes.ts": [line("service: serviceDriver")],
  "stack/compose/probe.ts": [[/\n {4}case "service":[^\n]*\n[^\n]*/, ""]],
  "stack/cli/roles.ts": [[' "service",', ""]],
  "stack/stack.ts": [
    ...verbs.map(method),
    [/\n {2}\/\*\* Whether `lag`[^\n]*\n {2}readonly canLag: boolean;/, ""],
  ],
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
  "stack/compose/image/app-settings.ts": [
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
    [/\n\$\{howToSignIn\([^\n]*/, `\n  Create an account at ${siteUrl}/sign-up.`],
    ['["nginx", "observability"]', '["nginx"]'],
  ],
  "stack/build.ts": [line('  "controls",'), line('  "demo",'), line('  "proof/report')],
  "nginx/compose/edge.sh": [[/: `npm run proof -- --strangers`[^\n]*(?:\n#[^\n]*)*/, "."]],
  "stack/secrets.ts": [
    [/\n {2}DEMO_PASSWORD: \{[\s\S]*?\n {2}\},/, ""],
    [/\n\/\/ No 0\/o and 1\/l\/i[\s\S]*?\n {2}\)\.join\("-"\);\n/, "\n"],
    [/\n\/\*\* Left out by an empty value[\s\S]*?\);\n/, "\n"],
    [" && !optional.has(name)", ""],
    [/\(name\) => !present\[name\]\?\.trim\(\) && !\(optional[^\n]*/, "(name) => !present[name]?.trim(),"],
  ],
  "stack/setup/machine.ts": [
    [/\nconst forWatching[\s\S]*?\n\};\n/, ""],
    [/\n\/\*\* For the tests of the user directory[\s\S]*?\n\};\n/, ""],
    [/\n\/\*\* For the tests of forward authentication[\s\S]*?\n\};\n/, ""],
    [/import \{ findPostgres \} [^\n]*\n/, ""],
    ["[...forRunning, forTesting, forWatching, forDirectory, forGateways]", "[...forRunning, forTesting]"],
    [/\n\/\*\* The same for what tests bring[\s\S]*?;\n/, "\n"],
  ],
  "e2e/login-survives-redis-primary-kill.spec.ts": [control],
  "e2e/logout-reaches-every-node.spec.ts": [control],
  "e2e/round-robin-is-real.spec.ts": [control],
  "e2e/two-doors-one-store.spec.ts": [control],
  "e2e/fixtures/primary-lost.ts": [["  if (!inContainers) {", "  {"]],
  "e2e/fixtures/accounts.ts": [
    [
      /\/\*\* The two people whom specs share[\s\S]*?\n\}\);\n/,
      `const password = "a long walk in the rain";

/** The two people whom specs share: {@link ensureAccounts} gives them their accounts. */
export const accounts = {
  user: { email: "user@example.com", password },
  /** For load, so that its logins don't push the other's session over the limit of sessions a user. */
  operator: { email: "operator@example.com", password },
};
`,
    ],
    ["Promise<ReturnType<typeof accounts>>", "Promise<typeof accounts>"],
    ["const both = accounts(await site.secrets());", "const both = accounts;"],
    [" @returns Them, with that site's password.", ""],
  ],
  "e2e/fixtures/site.ts": [["accounts(settings.secrets)", "accounts"]],
  "playwright.config.ts": [
    ["site.stack instanceof ComposeStack ? 120_000 : 60_000", "60_000"],
    [line("Each of a container's verbs")[0], ""],
  ],
  "nginx/nginx.conf": [
    [/\n *# What the demo adds[^\n]*\n *include demo\/http\*\.conf;/, ""],
    line("include demo/api\\*\\.conf;"),
    [/\n *# Services in other languages, where[^\n]*\n[^\n]*/, ""],
    [/ *# --- Services in other languages[^\n]*\n\n[^\n]*\n\n/, ""],
    [/\n *# What the demo adds[^\n]*\n *include demo\/server\*\.conf;/, ""],
  ],
  "nginx/compose/start.sh": [[/\n *# What the demo adds[^\n]*\n[^\n]*\n[^\n]*/, ""]],
  Dockerfile: [
    ["stack/demo.ts stack/env-file.ts", "stack/env-file.ts"],
    line("COPY observability"),
    [" /for/observability-files", ""],
  ],
  ".dockerignore": [
    line("!stack/demo\\.ts"),
    [/\nproof\/\*\*\n!proof\/report\/index\.html/, ""],
    line("^bench$|\\nbench"),
    line("services"),
  ],
  "docker-compose.yml": [
    ...["prometheus", "grafana", "watch", "observability-files", "prometheus"].map(service),
    [/\n {2}# --- `docker compose --profile observability[^\n]*\n/, ""],
    line("observability-files:/for"),
    ...["SESSION_STORE", "UNSTUCK_WITHOUT", "SHARED_CACHE", "RUNS_AS", "DEMO_PASSWORD_COMMAND"].map((name) =>
      line(`  ${name}:`),
    ),
    line("The pages show Docker's commands"),
    [/\n *# Whether everybody may sign in as the demo's user[^\n]*\n *DEMO_MODE:/, ""],
    ["By default as DEMO_MODE.", "By default where this machine alone reaches the site."],
    ["folders nginx, redis and observability, out", "folders nginx and redis, out"],
    line("Set by `npm run stack -- --compose deploy`"),
    ["address and password of the site", "address of the site"],
    [/#\n# Every setting below[^\n]*\n/, ""],
  ],
  "biome.json": [[/\n {2}"files": \{[\s\S]*?\n {2}\},/, ""]],
};

/** @throws {TemplateError} naming the text that isn't there any more: the project's file has changed, and its cut must follow. */
export function cut(file: string, text: string): string {
  return (cuts[file] ?? []).reduce((before, [what, by]) => {
    const after = before.replace(what, () => by);
    if (after !== before) return after;
    throw new TemplateError(
      `${file} has no ${what} that the template could cut. Change template/cuts.ts as the file was changed.`,
    );
  }, text);
}
