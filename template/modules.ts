import path from "node:path";

/**
 * The packages that a module imports, by name; also those named in a comment of TypeScript's
 * or a path of node_modules.
 */
export function packagesOf(source: string): string[] {
  const named = source.matchAll(
    /(?:\b(?:from|import)\s*\(?\s*|@plugin\s+)"((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^"]*)?"/g,
  );
  return [...named].map(([, name = ""]) => name);
}

/**
 * Makes imports by "@/…" relative. Files of `template/files` name the project's modules so, because
 * these lie elsewhere for them.
 */
export function withRelativeImports(file: string, source: string): string {
  return source.replace(/(\b(?:from|import)\s*\(?\s*")@\/([^"]*)"/g, (_, before: string, target: string) => {
    const relative = path.posix.relative(path.posix.dirname(file), target);
    return `${before}${relative.startsWith(".") ? relative : `./${relative}`}"`;
  });
}
