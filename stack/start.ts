import path from "node:path";
import { parseArgs } from "node:util";
import { openControl } from "./control.ts";
import { demoMode, howToSignIn } from "./demo.ts";
import { rotateLogs } from "./logs/rotate.ts";
import { endsTls } from "./native/certificate.ts";
import { loopback } from "./native/driver.ts";
import { inspect } from "./native/inspect.ts";
import { ProcessRecords } from "./native/record.ts";
import { stopLeft } from "./native/stop.ts";
import { supervise } from "./native/supervise.ts";
import { NativeStack } from "./native.ts";
import { writeServices } from "./services/running.ts";
import { aboutServices, setUpServices } from "./services/set-up.ts";
import { readSettings, type Settings } from "./settings.ts";
import { prepareBuild, prepareMachine } from "./setup/prepare.ts";
import { step } from "./setup/progress.ts";
import { StackError } from "./stack.ts";

/**
 * Carries out `npm start`: it sets up, builds and runs the site, says what to try, and on Ctrl-C
 * leaves nothing running. `npm run dev` runs the sources.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    args: process.argv.slice(3),
    options: {
      supervise: { type: "boolean" },
      dev: { type: "boolean", default: false },
      services: { type: "boolean", default: false },
    },
  });
  await prepareMachine({ withChromium: false });
  const settings = { ...readSettings(), develops: values.dev };
  const services = values.services ? await setUpServices(settings) : undefined;
  const runner = new ProcessRecords(path.join(settings.stateDir, "run"));
  await registerRunner(runner);
  await stopLeft(new NativeStack(settings));
  await writeServices(settings.stateDir, services);
  const stack = new NativeStack(settings);
  const ending = new AbortController();
  const whenEnding = onSignal(ending, () => rotateLogs(path.join(settings.stateDir, "logs")));
  const closing: (() => Promise<void>)[] = [];
  try {
    if (!settings.develops) await stack.release.select(await prepareBuild());
    const control = await openControl(stack, settings);
    closing.push(() => control.close());
    const nodes = settings.develops ? "Next.js with hot reload" : "three nodes";
    const others = services ? ", the services" : "";
    const parts = `Redis, the Sentinels, the identity provider, ${nodes}${others} and nginx`;
    const started = step(`Starting ${parts}`, () => stack.up());
    await Promise.race([started, whenEnding]);
    if (!ending.signal.aborted) {
      console.log(welcome(settings));
      if (services) console.log(aboutServices(settings.siteUrl, services));
      await (values.supervise ? supervise(stack, ending.signal) : whenEnding);
    }
    await started.catch(() => {});
  } finally {
    for (const close of closing) await close();
    await step("Stopping everything", () => stack.down());
    await writeServices(settings.stateDir, undefined);
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

/**
 * Resolves at the first Ctrl-C or SIGTERM. Another one is ignored, because the stop has deadlines
 * of its own.
 * @param eachMinute The work that is done each minute until then.
 */
function onSignal(ending: AbortController, eachMinute: () => Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    // The parts run detached and hold nothing open here: without a timer this
    // process would end by itself.
    const awake = setInterval(() => void eachMinute().catch(console.error), 60_000);
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.on(name, () => {
        ending.abort();
        clearInterval(awake);
        resolve();
      });
    }
  });
}

function welcome({ siteUrl, secrets, environment, develops }: Settings): string {
  const demo = demoMode(environment, { siteUrl, listen: loopback });
  if (develops) {
    return `
Unstuck is running at ${siteUrl}, and shows each change of app, lib and demo at once.

${howToSignIn(siteUrl, demo, secrets.DEMO_PASSWORD)}

  One node compiles each page when it is first asked for; \`npm start\` runs a build on three.

  Ctrl-C stops everything.
`;
  }
  return `
Unstuck is running at ${siteUrl}

${howToSignIn(siteUrl, demo, secrets.DEMO_PASSWORD)}
          or   with company single sign-on: its identity provider runs here, too

  Try, in another terminal:
    curl -si${endsTls(siteUrl) ? "k" : ""} ${siteUrl}/api/whoami | grep -i x-served-by
        which node answers? Another one each time
    npm run stack -- kill app-b
        kill a node: reload the page, and you are still logged in
    npm run stack -- kill primary
        kill the Redis primary: within 5 s another has taken over, and nobody was logged out

  npm run stack -- status shows every part, and start down brings back what was killed.

  Ctrl-C stops everything.
`;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof StackError ? error.message : error);
  process.exitCode = 1;
}
