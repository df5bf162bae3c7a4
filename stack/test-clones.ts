import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { poll } from "../lib/session/testing/poll.ts";
import { findCompose } from "./compose/docker.ts";
import { trialProject } from "./compose/settings.ts";
import { ensureBaseImages, NoImages } from "./setup/base-images.ts";
import { ensureEngine } from "./setup/engine.ts";
import { note, step } from "./setup/progress.ts";
import { StackError } from "./stack.ts";
import { AwkwardClone, specialCharacters } from "./testing/awkward-clone.ts";
import { type Count, one, sum } from "./testing/count.ts";
import { summarize } from "./testing/summary.ts";

/** The ports are its own, so that it touches neither a running site nor another test command. */
const ports = {
  ...{ PORT: "8780", APP_PORT: "3801", IDP_PORT: "8790" },
  ...{ SENTINEL_PORT: "27001", REDIS_PORT: "7001" },
};
const site = `http://localhost:${ports.PORT}`;
const email = "user@example.com";

const { values: options } = parseArgs({
  options: { compose: { type: "boolean", default: false } },
  allowPositionals: true,
});

/**
 * Carries out `npm run test:clones`: it runs `npm start`, and with `--compose` `docker compose up`
 * instead, in a clone as awkward as those that people have. A person signs in there, and every node
 * knows that person.
 */
async function main(): Promise<Count> {
  const clone = await step("Making an awkward clone", () => AwkwardClone.make());
  try {
    const broken = await clone.filesWithCarriageReturns();
    if (broken.length > 0) note(`Files with a carriage return: ${broken.join(", ")}`);
    return sum([
      one(broken.length === 0),
      await (options.compose ? inContainers(clone) : asProcesses(clone)),
    ]);
  } finally {
    await clone.remove();
  }
}

async function asProcesses(clone: AwkwardClone): Promise<Count> {
  const running = clone.run("npm", ["start"], ports);
  running.all.pipe(process.stderr, { end: false });
  const ended = running.then(
    () => "ended",
    () => "failed",
  );
  try {
    return one(await tried("`npm start`", () => signsIn(specialCharacters, ended)));
  } finally {
    if (running.pid !== undefined && running.exitCode === null) process.kill(-running.pid, "SIGINT");
    await ended;
  }
}

async function inContainers(clone: AwkwardClone): Promise<Count> {
  const stopEngine = await ensureEngine();
  try {
    await ensureBaseImages();
    const [file, ...before] = await findCompose();
    const env = { ...ports, COMPOSE_PROJECT_NAME: trialProject("clone") };
    const compose = (...args: string[]) => clone.run(file, [...before, ...args], env);
    note(`With ${(await compose("version")).stdout.split("\n")[0]}`);
    try {
      const up = compose("up", "--build", "--detach");
      up.all.pipe(process.stderr, { end: false });
      await up;
      const { stdout } = await compose("logs", "--no-color", "secrets");
      const password = /user@example\.com +password +(\S+)/.exec(stdout)?.[1] ?? "";
      return one(await tried("`docker compose up`", () => signsIn(password)));
    } finally {
      await step("Removing the containers and their volumes", () => compose("down", "--volumes"));
    }
  } finally {
    await stopEngine();
  }
}

async function tried(what: string, work: () => Promise<void>): Promise<boolean> {
  try {
    await step(`${what} in an awkward clone serves a login that every node knows`, work);
    return true;
  } catch (error) {
    note(error instanceof Error ? `${error.message} ${error.cause ?? ""}` : String(error));
    return false;
  }
}

/**
 * Waits for the site, which installs and builds first. It then signs in, and asks until all three
 * nodes have known the session.
 */
async function signsIn(password: string, ended?: Promise<string>): Promise<void> {
  let how: string | undefined;
  void ended?.then((result) => {
    how = result;
  });
  await poll(
    async () => {
      if (how !== undefined) throw new StackError(`The command ${how} before the site was ready.`);
      return (await fetch(`${site}/api/ready`)).ok;
    },
    {
      timeoutMs: 420_000,
      everyMs: 1000,
      promise: `the site at ${site} is ready`,
      giveUpOn: StackError,
    },
  );
  const answer = await fetch(`${site}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  if (answer.status !== 201) throw new Error(`The sign-in was answered with ${answer.status}.`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const nodes = new Set<string | null>();
  for (let tries = 0; nodes.size < 3 && tries < 30; tries += 1) {
    const known = await fetch(`${site}/api/whoami`, { headers: { cookie } });
    const { session } = (await known.json()) as { session: { user: { email: string } } | null };
    if (session?.user.email !== email)
      throw new Error(`${known.headers.get("x-served-by")} does not know the login.`);
    nodes.add(known.headers.get("x-served-by"));
    await pause(50);
  }
  if (nodes.size < 3) throw new Error(`Only ${[...nodes].join(", ")} answered.`);
}

await summarize(main, (error) => (error instanceof NoImages ? 3 : 1));
