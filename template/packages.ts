import type { ProjectName } from "./name.ts";

/** As much of a package.json as a template changes. */
export interface Manifest {
  name: string;
  description?: string;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  overrides?: Record<string, unknown>;
  [field: string]: unknown;
}

/**
 * The packages that no module imports and that are needed all the same: Next.js, the compiler and
 * the tools, by their own configuration.
 */
const tools: ReadonlySet<string> = new Set([
  ...["react", "react-dom", "typescript", "tsx", "@biomejs/biome", "@playwright/test"],
  ...["tailwindcss", "@tailwindcss/postcss", "@types/node", "@types/react", "@types/react-dom"],
]);

const scripts = ["start", "dev", "test", "stack", "build", "check"];

/**
 * The package.json of a template whose modules import these packages, and no others.
 * @param peersOf The packages that an installed package wants installed beside it.
 */
export function manifestOf(
  project: Manifest,
  name: ProjectName,
  imported: ReadonlySet<string>,
  peersOf: (dependency: string) => readonly string[],
): Manifest {
  const isUsed = (dependency: string) =>
    tools.has(dependency) || imported.has(dependency) || imported.has(dependency.replace(/^@types\//, ""));
  const used = Object.keys({ ...project.dependencies, ...project.devDependencies }).filter(isUsed);
  const peers = new Set(used.flatMap(peersOf));
  const isNeeded = (dependency: string) => isUsed(dependency) || peers.has(dependency);
  const kept = (table: Record<string, string>) => only(table, isNeeded);
  const { overrides = {}, ...rest } = project;
  const stillOverridden = only(overrides, isNeeded);
  return {
    ...rest,
    name: name.npm,
    description: "A Next.js app whose logins survive node switches, node crashes and a Redis failover.",
    scripts: only(project.scripts, (script) => scripts.includes(script)),
    dependencies: kept(project.dependencies),
    devDependencies: kept(project.devDependencies),
    ...(Object.keys(stillOverridden).length > 0 ? { overrides: stillOverridden } : {}),
  };
}

const only = <T>(table: Record<string, T>, isWanted: (name: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(table).filter(([name]) => isWanted(name)));
