import path from "node:path";
import { parseArgs } from "node:util";
import { openControl } from "./control.ts";
import { demoMode, howToSignIn } from "./demo.ts";
import { endsTls } from "./native/certificate.ts";
import { loopback } from "./native/driver.ts";
import { inspect } from "./native/inspect.ts";
import { ProcessRecords } from "./native/record.ts";
import { supervise } from "./native/supervise.ts";
import { NativeStack } from "./native.ts";
import { readSettings, type Settings } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { step } from "./setup/progress.ts";
import { StackError } from "./stack.ts";

/** What `npm start` does: set up, build, run, say what to try, and on Ctrl-C leave nothing running. */
async function main(): Promise<void> {
  const { values } = parseArgs({ args: process.argv.slice(3), options: { supervise: { type: "boolean" } } });
  await prepareMachine({ withChromium: false });
  const settings = readSettings();
  const runner = new ProcessRecords(path.join(settings.stateDir, "run"));
  await registerRunner(runner);
  const stack = new NativeStack(settings);
  const ending = new AbortController();
  const whenEnding = onSignal(ending);
  const closing: (() => Promise<void>)[] = [];
  try {
    const left = (await stack.status()).filter(({ pid }) => pid !== null);
    if (left.length > 0) {
      await step(`Stopping what an earlier run left: ${left.map(({ name }) => name).join(", ")}`, () =>
        stack.down(),
      );
    }
    await stack.release.select(await prepareBuild());
    const control = await openControl(stack, settings);
    closing.push(() => control.close());
    const started = step("Starting Redis, the Sentinels, the identity provider, three nodes and nginx", () =>
      stack.up(),
    );
    await Promise.race([started, whenEnding]);
    if (!ending.signal.aborted) {
      console.log(welcome(settings));
      await (values.supervise ? supervise(stack, ending.signal) : whenEnding);
    }
    await started.catch(() => {});
  } finally {
    for (const close of closing) await close();
    await step("Stopping everything", () => stack.down());
    await runner.remove("runner");
  }
}

/** Two runners on one state folder would stop each other's parts. */
async function registerRunner(records: ProcessRecords): Promise<void> {
  const running = await records.alive("runner");
  if (running) {
    throw new StackError(
      `Unstuck is running already, from another terminal (pid ${running.pid}). See \`npm run stack -- status\`, or press Ctrl-C there first.\n` +
        "For a second stack beside it, set PORT, APP_PORT, IDP_PORT, REDIS_PORT, SENTINEL_PORT and STATE_DIR.",
    );
  }
  const facts = await inspect(process.pid);
  if (facts) await records.write("runner", { pid: process.pid, startedAt: facts.startedAt, stopping: false });
}

/** Resolves at the first Ctrl-C or SIGTERM. Another one is ignored: the stop has deadlines of its own. */
function onSignal(ending: AbortController): Promise<void> {
  return new Promise((resolve) => {
    // The parts run detached and hold nothing open here: without a timer this process would end by itself.
    const awake = setInterval(() => {}, 60_000);
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(name, () => {
        ending.abort();
        clearInterval(awake);
        resolve();
      });
    }
  });
}

function welcome({ siteUrl, secrets, environment }: Settings): string {
  const demo = demoMode(environment, { siteUrl, listen: loopback });
  return `
Unstuck is running at ${siteUrl}

${howToSignIn(siteUrl, demo, secrets.DEMO_PASSWORD)}
          or   with company single sign-on: its identity provider runs here, too

  Try, in another terminal:
    curl -si${endsTls(siteUrl) ? "k" : ""} ${siteUrl}/api/whoami | grep -i x-served-by
        which node answers? Another one each time
    npm run stack -- kill app-b
        kill a node: reload the page, and you are still logged in
    npm run stack -- kill redis-1
        kill the Redis primary: within 5 s another has taken over, and nobody was logged out

  npm run stack -- status shows every part, and start brings a killed one back.

  Ctrl-C stops everything.
`;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof StackError ? error.message : error);
  process.exitCode = 1;
}
