import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { root } from "../settings.ts";

/**
 * The packages that a project needs beside this one to compile ./consumer/*.ts, in the versions
 * that this project has.
 */
const beside = [
  ...["typescript", "@types/node", "express", "express-session"],
  ...["@types/express", "@types/express-session", "@auth/core"],
];

/** The two ways in which a project of today finds a package's types. */
export const resolutions = {
  node16: { module: "node16", moduleResolution: "node16" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
} as const;

/** An empty project with the package's tarball installed, on one version of Node.js. */
export class Consumer {
  private constructor(
    readonly folder: string,
    private readonly env: Record<string, string>,
  ) {}

  /** @param bin The folder of its `node`; that of this process without it. */
  static async install(tarball: string, bin?: string): Promise<Consumer> {
    const folder = await mkdtemp(path.join(tmpdir(), "unstuck-consumer-"));
    const PATH = [bin, process.env.PATH].filter(Boolean).join(path.delimiter);
    const consumer = new Consumer(folder, { PATH });
    await writeFile(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    await cp(path.join(root, "stack/testing/consumer"), folder, { recursive: true });
    const { devDependencies, dependencies } = JSON.parse(
      await readFile(path.join(root, "package.json"), "utf8"),
    );
    const versions = beside.map((name) => `${name}@${{ ...devDependencies, ...dependencies }[name]}`);
    await consumer.run("npm", "install", "--no-audit", "--no-fund", "--include=dev", tarball, ...versions);
    return consumer;
  }

  /**
   * Runs a program to its end.
   * @returns Its output.
   * @throws With its output, if it failed.
   */
  async run(file: string, ...args: readonly string[]): Promise<string> {
    const { all } = await execa(file, args, { cwd: this.folder, env: this.env, all: true, stdin: "ignore" });
    return all;
  }

  /**
   * Runs the sample of the package's README, as the tarball has it.
   * @returns Its output.
   */
  async runSample(redisUrl: string): Promise<string> {
    const readme = await readFile(path.join(this.folder, "node_modules/@unstuck/session/README.md"), "utf8");
    const sample = /^```js\n(.*?)^```$/ms.exec(readme)?.[1];
    if (!sample) throw new Error("The README has no sample in JavaScript.");
    await writeFile(path.join(this.folder, "first.mjs"), sample);
    const { stdout } = await execa("node", ["first.mjs"], {
      cwd: this.folder,
      env: { ...this.env, REDIS_URL: redisUrl },
      timeout: 20_000,
    });
    return stdout;
  }

  async #compile(file: string, compilerOptions: object): Promise<void> {
    const config = JSON.stringify({ compilerOptions, files: [file] });
    await writeFile(path.join(this.folder, "tsconfig.json"), config);
    await this.run("node", "node_modules/typescript/bin/tsc", "-p", ".");
  }

  /**
   * Compiles ./consumer/*.ts, the declarations of the package included.
   * @throws With the compiler's errors.
   */
  async compile(resolution: keyof typeof resolutions): Promise<void> {
    const strict = { strict: true, exactOptionalPropertyTypes: true, verbatimModuleSyntax: true };
    const options = {
      ...resolutions[resolution],
      target: "es2023",
      types: ["node"],
      noEmit: true,
      ...strict,
    };
    await this.#compile("types.ts", { ...options, skipLibCheck: false });
    // The declarations of @auth/core itself name types that it does not export.
    await this.#compile("types-authjs.ts", { ...options, skipLibCheck: true });
  }

  /** Starts one of the programs in ./consumer. */
  start(program: string, env: Record<string, string>): Talker {
    return new Talker(
      spawn("node", [program], { cwd: this.folder, env: { ...process.env, ...this.env, ...env } }),
    );
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** A process that talks in lines of JSON. */
export class Talker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(child: ChildProcess) {
    this.#child = child;
    if (!child.stdout) throw new Error("The program has no output.");
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stderr?.pipe(process.stderr, { end: false });
  }

  /** The next thing that it says; undefined once it has ended. */
  async hear<T>(): Promise<T | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : JSON.parse(value);
  }

  tell(what: unknown): void {
    this.#child.stdin?.write(`${JSON.stringify(what)}\n`);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
