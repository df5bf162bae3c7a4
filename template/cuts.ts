import { type Change, line, service } from "./change.ts";
import { TemplateError } from "./name.ts";
import { runnerCuts } from "./runner-cuts.ts";

/** The control of a spec where it is a campaign or a lesson. A template has neither. */
const control: Change = [/\n \* Control: [\s\S]*?\n \*\//, "\n */"];

/**
 * The texts that the kept files lose: the demo, the controls, the services, and the parts that
 * watch others.
 */
export const cuts: Readonly<Record<string, readonly Change[]>> = {
  ...runnerCuts,
  "app/layout.tsx": [
    ['"Unstuck: a login that stays while the node changes"', '"Unstuck"'],
    [/description:\s*"[^"]*"/, 'description: "Sign in once, on whichever node answers."'],
  ],
  "app/login/page.tsx": [
    ["Once, on whichever node answers. All three will know you.", "Sign in to Unstuck."],
  ],
  "app/_ui/outbox-hint.tsx": [["This is a demo, which sends no mail:", "This site sends no mail yet:"]],
  "nginx/compose/edge.sh": [[/: `npm run proof -- --strangers`[^\n]*(?:\n#[^\n]*)*/, "."]],
  "e2e/login-survives-redis-primary-kill.spec.ts": [control],
  "e2e/logout-reaches-every-node.spec.ts": [control],
  "e2e/round-robin-is-real.spec.ts": [control],
  "e2e/two-doors-one-store.spec.ts": [control],
  "e2e/fixtures/primary-lost.ts": [["  if (!inContainers) {", "  {"]],
  "e2e/fixtures/accounts.ts": [
    [
      /\/\*\*\n \* The two people whom specs share[\s\S]*?\n\}\);\n/,
      `const password = "a long walk in the rain";

/** The two people whom specs share: {@link ensureAccounts} gives them their accounts. */
export const accounts = {
  user: { email: "user@example.com", password },
  /**
   * For load, so that its logins don't push the other's session over the limit of sessions a user.
   */
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
  "nginx/compose/start.sh": [
    [/\n *# What the demo adds[^\n]*\n[^\n]*\n[^\n]*/, ""],
    [/\n# Services in other languages[\s\S]*?\nesac/, ""],
    [/\n {2}rm -rf "\$prefix\/services"\n[^\n]*/, ""],
    [/\n {2}for service in \$services; do[\s\S]*?\n {2}done/, ""],
  ],
  Dockerfile: [
    ["stack/demo.ts stack/env-file.ts", "stack/env-file.ts"],
    line("COPY observability"),
    line("COPY services/nginx"),
    line("/for/services"),
    [" /for/observability-files", ""],
  ],
  ".dockerignore": [
    line("!stack/demo\\.ts"),
    [/\nproof\/\*\*\n!proof\/report\/index\.html/, ""],
    line("^bench$|\\nbench"),
    [/\n# Of the services, their images[\s\S]*?__pycache__/, ""],
  ],
  "docker-compose.yml": [
    ...["prometheus", "grafana", "watch", "observability-files", "prometheus"].map(service),
    [/\n {2}# --- `docker compose --profile observability[^\n]*\n/, ""],
    line("observability-files:/for"),
    [/\nx-service: &service[\s\S]*?(?=\nservices:\n)/, ""],
    ...[
      ...["express-a", "express-b", "django-database", "django-a", "django-b", "spring-a", "spring-b"],
      ...["for-services", "django"],
    ].map(service),
    [/\n {2}# --- `COMPOSE_PROFILES=services[^\n]*\n/, ""],
    line("for-services:/for/services"),
    [/\n *# Whether services in other languages[^\n]*\n[^\n]*/, ""],
    ...["SESSION_STORE", "UNSTUCK_WITHOUT", "SHARED_CACHE", "RUNS_AS", "DEMO_PASSWORD_COMMAND"].map((name) =>
      line(`  ${name}:`),
    ),
    line("The pages show Docker's commands"),
    [/\n *# Whether everybody may sign in as the demo's user[^\n]*\n[^\n]*\n *DEMO_MODE:/, ""],
    ["By default as DEMO_MODE.", "By default where this machine alone reaches the site."],
    ["folders nginx, redis and observability, out", "folders nginx and redis, out"],
    [/\n *# Set by `npm run stack -- --compose deploy`[^\n]*\n[^\n]*/, ""],
    ["address and password of the site", "address of the site"],
    [/#\n# Every setting below[^\n]*\n/, ""],
  ],
  "biome.json": [[/\n {2}"files": \{[\s\S]*?\n {2}\},/, ""]],
};

/**
 * @throws {TemplateError} naming the text that isn't there any more: the project's file has
 * changed, and its cut must follow.
 */
export function cut(file: string, text: string): string {
  return (cuts[file] ?? []).reduce((before, [what, by]) => {
    const after = before.replace(what, () => by);
    if (after !== before) return after;
    throw new TemplateError(
      `${file} has no ${what} that the template could cut. Change template/cuts.ts as the file was changed.`,
    );
  }, text);
}
