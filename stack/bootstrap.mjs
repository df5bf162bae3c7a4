// The first step of `npm start`, `npm test` and every `npm run test:…` on a fresh clone: plain
// JavaScript without dependencies, since there are none yet. It makes sure of Node.js and
// node_modules, and then runs one of the scripts listed below, which lie beside it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(
    `Unstuck needs Node.js 20.9 or newer, and this is ${process.versions.node}. Install a newer one from https://nodejs.org/.`,
  );
  process.exit(1);
}

const script = process.argv[2];
const scripts = [
  ...["start", "test", "test-compose", "test-cluster", "test-postgres", "test-redis", "test-node"],
  ...["test-package", "test-services", "test-clones", "test-template"],
];
if (script === undefined || !scripts.includes(script)) {
  console.error(`Usage: node stack/bootstrap.mjs ${scripts.join("|")}`);
  process.exit(2);
}

// The lockfile that node_modules was installed from. The folder's own .package-lock.json can't be
// compared, because it leaves out packages for other systems.
const stamp = path.join(root, "node_modules/.installed-lockfile");
const lockfile = createHash("sha256")
  .update(readFileSync(path.join(root, "package-lock.json")))
  .digest("hex");
// This repairs an install that left packages out (omit=dev) and a folder that was taken away,
// whatever the stamp says.
const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
const missing = () =>
  Object.keys({ ...dependencies, ...devDependencies }).filter(
    (name) => !existsSync(path.join(root, "node_modules", name, "package.json")),
  );
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lockfile || missing().length > 0) {
  console.error("  Installing the dependencies (npm ci): one to two minutes the first time …");
  const began = performance.now();
  // Tests and the build need the development dependencies, whatever the shell's
  // environment and npm's settings say.
  const { status } = spawnSync("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NODE_ENV: "development" },
  });
  if (status !== 0) {
    console.error("`npm ci` failed; its output above says why. Fix that and run the command again.");
    process.exit(1);
  }
  const left = missing();
  if (left.length > 0) {
    console.error(
      `\`npm ci\` left out ${left.join(", ")}. Look at \`npm config get omit\` and at node_modules, then run the command again.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, lockfile);
  console.error(`✓ Dependencies installed (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

// The script runs in this process, so that nothing has to pass on signals and the exit code.
const { register } = await import("tsx/esm/api");
register();
await import(`./${script}.ts`);
