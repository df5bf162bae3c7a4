// Builds the package into dist: JavaScript and declarations of all modules that an entry of
// package.json's `exports` reaches, and the Lua scripts beside the modules that read them. The app
// doesn't need this build: it imports the sources.
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, "dist");

/** The source of each entry. package.json has the only list of entries. */
const { exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const entries = Object.values(exports).flatMap((entry) =>
  entry.default ? [path.join(root, entry.default.replace(/^\.\/dist\//, "").replace(/\.js$/, ".ts"))] : [],
);

rmSync(dist, { recursive: true, force: true });
compile();
copyScripts();

function compile() {
  const program = ts.createProgram([...entries, path.join(root, "redis/cluster-key-slot.d.ts")], {
    target: ts.ScriptTarget.ES2023,
    lib: ["lib.es2023.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ["node"],
    rootDir: root,
    outDir: dist,
    declaration: true,
    rewriteRelativeImportExtensions: true,
    allowImportingTsExtensions: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    isolatedModules: true,
    skipLibCheck: true,
  });
  const { diagnostics } = program.emit(undefined, (file, text) =>
    ts.sys.writeFile(file, withJsImports(file, text)),
  );
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length === 0) return;
  const host = {
    getCanonicalFileName: (name) => name,
    getCurrentDirectory: () => root,
    getNewLine: () => "\n",
  };
  console.error(ts.formatDiagnostics(problems, host));
  process.exit(1);
}

// The compiler rewrites the imports only in JavaScript. Other tools need the rewritten imports in
// declarations too.
function withJsImports(file, text) {
  return file.endsWith(".d.ts") ? text.replace(/(\b(?:from|import\() ?"\.[^"]*)\.ts"/g, '$1.js"') : text;
}

/**
 * Copies the scripts to the same places below dist, since each module finds its scripts by its own
 * path.
 */
function copyScripts() {
  for (const file of readdirSync(root, { recursive: true })) {
    const isShipped = file.endsWith(".lua") && !/^(dist|node_modules|testing)\b/.test(file);
    if (isShipped) cpSync(path.join(root, file), path.join(dist, file));
  }
}
