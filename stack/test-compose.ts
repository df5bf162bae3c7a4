import { rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { composeVersion } from "./compose/docker.ts";
import { readComposeSettings, trialLimits, trialProject, trialTag } from "./compose/settings.ts";
import { ComposeStack } from "./compose.ts";
import { jarForImage } from "./services/spring.ts";
import { defaultStateDir, root } from "./settings.ts";
import { ensureBaseImages, NoImages } from "./setup/base-images.ts";
import { ensureEngine } from "./setup/engine.ts";
import { ensureTestPrograms } from "./setup/machine.ts";
import { note, step } from "./setup/progress.ts";
import { testClaims } from "./testing/claims.ts";
import { type Count, one, sum } from "./testing/count.ts";
import { testServices } from "./testing/services-claims.ts";
import { containerSpecs } from "./testing/suites.ts";
import { summarize } from "./testing/summary.ts";
import { bin, tool } from "./testing/tool.ts";

// The project and its ports are its own, so that the tests touch neither `docker compose up` nor
// `npm test` of this or another clone.
const defaults = {
  ...{ PORT: "8380", IDP_PORT: "8390" },
  ...{ COMPOSE_PROJECT_NAME: trialProject("test"), IMAGE_TAG: trialTag },
  ...trialLimits,
  DEMO_MODE: "on",
};
for (const [name, value] of Object.entries(defaults)) process.env[name] ||= value;
process.env.SITE_URL ||= `http://localhost:${process.env.PORT}`;
process.env.UNSTUCK_DRIVER = "compose";

/**
 * The campaign is as short as it can be and still lose the primary several times.
 * `npm run proof -- --compose` has every fault. The seed is always the same.
 */
const campaign = [
  ...["--compose", "--seed", "7", "--minutes", "1", "--only"],
  ...["kill the primary", "freeze the primary", "cut the primary off from everything", "kill a node"],
];

/**
 * `--core` is for CI, where `npm test` has just shown all claims with the same sources, and time is
 * short. `--services` makes the claims about the services in other languages, and no others. Names
 * of specs choose those alone.
 */
const { values: options, positionals } = parseArgs({
  options: {
    core: { type: "boolean", default: false },
    services: { type: "boolean", default: false },
  },
  allowPositionals: true,
});
if (options.services) process.env.COMPOSE_PROFILES = "services";

/** All claims, if it names none. */
const specs = [...(options.core ? containerSpecs : []), ...positionals.slice(1)];

/**
 * The exit code that says that the machine reaches no registry and nothing stands in for it, so
 * that nothing could be tried.
 */
const noImages = 3;

/**
 * Carries out `npm run test:compose`: it runs the end-to-end tests of `npm test` on containers, and
 * a short fault campaign. Anything that prevents them is a failure.
 */
async function main(): Promise<Count> {
  await ensureTestPrograms();
  const stopEngine = await ensureEngine();
  try {
    note(`With ${await composeVersion()}`);
    await ensureBaseImages(options.services);
    if (options.services) await jarForImage();
    const count = await endToEnd(new ComposeStack(readComposeSettings()));
    if (specs.length > 0 || options.services) return count;
    // The campaign runs in the same project, which is empty again.
    const proof = [bin("tsx"), path.join(root, "proof/run.ts"), ...campaign] as const;
    return sum([count, one(await tool("Fault campaign on containers", [...proof]))]);
  } finally {
    await stopEngine();
  }
}

async function endToEnd(stack: ComposeStack): Promise<Count> {
  const reports = path.join(defaultStateDir, "reports-on-containers");
  await rm(reports, { recursive: true, force: true });
  await stack.deployments.build();
  // This removes what an earlier run left behind if it was killed.
  await stack.destroy();
  try {
    await step("Starting the containers", () => stack.up());
    const count = options.services
      ? await testServices(reports)
      : await testClaims("End-to-end tests on containers", reports, specs);
    if (count.failed > 0) await stack.logs([], { follow: false });
    return count;
  } finally {
    await step("Removing the containers and their volumes", () => stack.destroy());
  }
}

await summarize(main, (error) => (error instanceof NoImages ? noImages : 1));
