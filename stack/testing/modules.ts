import path from "node:path";

const importOf = /\b(?:from|import)\s*\(?\s*"((?:\.{1,2}|@)\/[^"]*)"/g;

export const isModule = (file: string): boolean => /\.(ts|tsx|mts|mjs|mdx)$/.test(file);

/** The project's modules that a module imports, by their paths in the project. */
export function importsOf(file: string, source: string): string[] {
  return [...source.matchAll(importOf)].map(([, specifier = ""]) =>
    specifier.startsWith("@/") ? specifier.slice(2) : path.posix.join(path.posix.dirname(file), specifier),
  );
}

/** Everything that these modules import, and what that imports; themselves as well. */
export function closure(roots: readonly string[], sources: ReadonlyMap<string, string>): Set<string> {
  const reached = new Set<string>();
  const next = [...roots];
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    const source = sources.get(file);
    if (reached.has(file) || source === undefined) continue;
    reached.add(file);
    next.push(...importsOf(file, source));
  }
  return reached;
}
