import { rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { composeVersion } from "./compose/docker.ts";
import { readComposeSettings, trialLimits, trialProject, trialTag } from "./compose/settings.ts";
import { ComposeStack } from "./compose.ts";
import { defaultStateDir, root } from "./settings.ts";
import { ensureBaseImages, NoImages } from "./setup/base-images.ts";
import { ensureEngine } from "./setup/engine.ts";
import { ensureTestPrograms } from "./setup/machine.ts";
import { note, step } from "./setup/progress.ts";
import { testClaims } from "./testing/claims.ts";
import type { Count } from "./testing/count.ts";
import { summarize } from "./testing/summary.ts";
import { bin, tool } from "./testing/tool.ts";

// A project of its own, on ports of its own: neither `docker compose up` nor `npm test` of this or another clone is touched.
const presets = {
  ...{ PORT: "8380", IDP_PORT: "8390" },
  ...{ COMPOSE_PROJECT_NAME: trialProject("test"), IMAGE_TAG: trialTag },
  ...trialLimits,
  DEMO_MODE: "on",
};
for (const [name, preset] of Object.entries(presets)) process.env[name] ||= preset;
process.env.SITE_URL ||= `http://localhost:${process.env.PORT}`;
process.env.UNSTUCK_DRIVER = "compose";

/** As short as it can be and still lose the primary several times; `npm run proof -- --compose` has every fault. Always the same seed. */
const campaign = [
  ...["--compose", "--seed", "7", "--minutes", "1", "--only"],
  ...["kill the primary", "freeze the primary", "cut the primary off from everything", "kill a node"],
];

/** What depends most on what the parts run as: the containers themselves, faults done to them, and logins that outlive those. */
const core = [
  ...["containers-are-locked-down", "only-nginx-answers-from-outside", "image-is-small"],
  ...["faults-reach-containers", "round-robin-is-real", "logout-reaches-every-node"],
  ...["login-survives-node-switch", "login-survives-node-kill", "login-survives-redis-primary-kill"],
];

/**
 * `--core` is for CI, where `npm test` has just shown all claims with the same sources, and time is short. Names of specs choose those alone.
 */
const { values: options, positionals } = parseArgs({
  options: { core: { type: "boolean", default: false } },
  allowPositionals: true,
});

/** All claims, if it names none. */
const specs = [...(options.core ? core : []), ...positionals.slice(1)];

/** The exit code that says that no registry is reached and nothing stands in for it, so that nothing could be tried. */
const noImages = 3;

/**
 * What `npm run test:compose` does: the end-to-end tests of `npm test` on containers, and a short fault campaign. Whatever keeps
 * it from that fails it.
 */
async function main(): Promise<Count> {
  await ensureTestPrograms();
  const stopEngine = await ensureEngine();
  try {
    note(`With ${await composeVersion()}`);
    await ensureBaseImages();
    const { passed, failed } = await endToEnd(new ComposeStack(readComposeSettings()));
    if (specs.length > 0) return { passed, failed };
    // In the same project, which is empty again.
    const proof = [bin("tsx"), path.join(root, "proof/run.ts"), ...campaign] as const;
    const ok = await tool("Fault campaign on containers", [...proof]);
    return { passed: passed + Number(ok), failed: failed + Number(!ok) };
  } finally {
    await stopEngine();
  }
}

async function endToEnd(stack: ComposeStack): Promise<Count> {
  const reports = path.join(defaultStateDir, "reports-on-containers");
  await rm(reports, { recursive: true, force: true });
  await stack.build();
  // What an earlier run left behind, should it have been killed.
  await stack.destroy();
  try {
    await step("Starting the containers", () => stack.up());
    const count = await testClaims("End-to-end tests on containers", reports, specs);
    if (count.failed > 0) await stack.logs(undefined, { follow: false });
    return count;
  } finally {
    await step("Removing the containers and their volumes", () => stack.destroy());
  }
}

await summarize(main, (error) => (error instanceof NoImages ? noImages : 1));
