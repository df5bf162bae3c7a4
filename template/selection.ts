import { isKept } from "../stack/testing/kept-rooms.ts";
import { closure, isModule } from "../stack/testing/modules.ts";

/** The folders of which a template has files, except for tests. */
const folders = ["app/", "lib/", "identity-provider/", "stack/", "e2e/", "nginx/", "redis/"];

const files: ReadonlySet<string> = new Set([
  ...["Dockerfile", ".dockerignore", "docker-compose.yml", "LICENSE", "package.json", "package-lock.json"],
  ...[".editorconfig", ".gitattributes", ".gitignore", "biome.json", "tsconfig.json", "postcss.config.mjs"],
  ...["boot.ts", "instrumentation.ts", "proxy.ts", "next.config.ts", "playwright.config.ts"],
  ...["cache-handler.mjs", "use-cache-handler.mjs"],
]);

/** The claims that a template begins with, the last of them a negative control. */
const specs: ReadonlySet<string> = new Set([
  ...["login-survives-node-switch", "login-survives-node-kill", "login-survives-rolling-restart"],
  ...["login-survives-redis-primary-kill", "redis-down-is-503-not-logout", "logout-reaches-every-node"],
  ...["two-doors-one-store", "operators-only", "round-robin-is-real", "sign-up", "memory-sessions-fail"],
]);

const isTest = (file: string) => /\.test\.tsx?$/.test(file);

/**
 * Whether a file of the project may be part of a template. Files that no module needs are left out
 * afterwards.
 */
export const isCandidate = (file: string): boolean =>
  isKept(file) && !isTest(file) && (files.has(file) || folders.some((folder) => file.startsWith(folder)));

/** Whether a file is started or loaded by its name, so that no import leads to it. */
function isRoot(file: string): boolean {
  if (/^(app|composition|stack\/compose\/image)\//.test(file)) return true;
  if (/^lib\/session\//.test(file)) return !file.includes("/testing/");
  const spec = /^e2e\/([^/]+)\.spec\.ts$/.exec(file);
  if (spec) return specs.has(spec[1] ?? "");
  if (/^stack\/(bootstrap\.mjs|start\.ts|test\.ts|cli\.ts)$/.test(file)) return true;
  return (
    !file.includes("/") || file === "identity-provider/server.ts" || file === "e2e/fixtures/assert-running.ts"
  );
}

/** The modules that nothing leads to. */
export function unreached(sources: ReadonlyMap<string, string>): string[] {
  const modules = [...sources.keys()].filter(isModule);
  const reached = closure(modules.filter(isRoot), sources);
  return modules.filter((file) => !reached.has(file));
}
