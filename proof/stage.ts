import { rm } from "node:fs/promises";
import path from "node:path";
import { programNames } from "../stack/compose/redis-cli.ts";
import { readComposeSettings, trialLimits, trialProject, trialTag } from "../stack/compose/settings.ts";
import { ComposeStack } from "../stack/compose.ts";
import { NativeStack } from "../stack/native.ts";
import { parseServerVersion, requireRedisServer, versionOfServer } from "../stack/redis-server.ts";
import type { Secrets } from "../stack/secrets.ts";
import { defaultStateDir, readSettings } from "../stack/settings.ts";
import { ensureBaseImages } from "../stack/setup/base-images.ts";
import { ensureEngine } from "../stack/setup/engine.ts";
import { prepareBuild, prepareMachine } from "../stack/setup/prepare.ts";
import { step } from "../stack/setup/progress.ts";
import type { Stack } from "../stack/stack.ts";
import { demoSettings } from "../stack/testing/demo-settings.ts";

/**
 * A whole site of the campaigns' own, empty at the beginning. It runs beside the one of `npm start`
 * or `docker compose up`.
 */
export interface Stage {
  readonly stack: Stack;
  readonly siteUrl: string;
  /** The folder of results and of the report: git ignores it. */
  readonly folder: string;
  /** The secrets of the running site. */
  secrets(): Promise<Secrets>;
  /** The versions of the parts. */
  versions(): Promise<Record<string, string>>;
  /** Whether the Redis nodes' disks are folders that the campaign can write to. */
  readonly reachesDisks: boolean;
  /** Removes the site with its data. */
  close(): Promise<void>;
}

const defaults = {
  PORT: "8280",
  IDP_PORT: "8290",
  // Logins without an answer leave sessions that no client knows. They must not push out sessions
  // that a client knows.
  SESSION_CAP: "10000",
  // All people come from one address. Logins that wait together for an election count as tries
  // until the site lets them in.
  LOGIN_TRIES: "1000",
  // The site then refuses some revocations until the password is entered again, and others not.
  STEP_UP_SECONDS: "5",
  // The person of the campaign is the demo's, whatever .env says.
  DEMO_MODE: "on",
};

const nativeState = path.join(defaultStateDir, "proof/stack");

function setUnlessGiven(values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) process.env[name] ||= value;
  process.env.SITE_URL ||= `http://localhost:${process.env.PORT}`;
}

/**
 * Builds and starts a site of processes, with a relay between the parts, so that links can be cut.
 * NETWORK=direct leaves the relays out.
 */
export async function nativeStage(): Promise<Stage> {
  const ports = { APP_PORT: "3301", SENTINEL_PORT: "26601", REDIS_PORT: "6601" };
  setUnlessGiven({ ...defaults, ...demoSettings(), ...ports, STATE_DIR: nativeState, NETWORK: "relay" });
  await prepareMachine({ withChromium: false });
  const settings = readSettings();
  const stack = new NativeStack(settings);
  await stack.down();
  if (settings.stateDir === nativeState) await rm(nativeState, { recursive: true, force: true });
  await stack.release.select(await prepareBuild());
  const close = () => step("Stopping the stack", () => stack.down());
  const how = settings.relayed ? ", with a relay between its parts" : "";
  await started(`Starting the stack${how}`, stack, close);
  return {
    stack,
    siteUrl: settings.siteUrl,
    folder: path.join(defaultStateDir, "proof"),
    reachesDisks: true,
    secrets: async () => settings.secrets,
    versions: async () => {
      const { name, version } = await versionOfServer(await requireRedisServer(settings.environment));
      return { [name]: version, "Node.js": process.versions.node };
    },
    close,
  };
}

/** Builds and starts a site of containers, in a Compose project of its own. */
export async function composeStage(): Promise<Stage> {
  setUnlessGiven({
    ...defaults,
    ...trialLimits,
    COMPOSE_PROJECT_NAME: trialProject("proof"),
    IMAGE_TAG: trialTag,
  });
  const stopEngine = await ensureEngine();
  const settings = readComposeSettings();
  const stack = new ComposeStack(settings);
  const close = async () => {
    await step("Removing the containers and their volumes", () => stack.destroy());
    await stopEngine();
  };
  await ensureBaseImages();
  await stack.deployments.build();
  // An earlier run may have been killed and have left something behind.
  await stack.destroy();
  await started("Starting the containers", stack, close);
  return {
    stack,
    siteUrl: settings.siteUrl,
    folder: path.join(defaultStateDir, "proof-on-containers"),
    reachesDisks: false,
    secrets: () => stack.secrets(),
    versions: async () => {
      const of = async (part: string, ...command: string[]) => {
        const container = (await stack.containers.now()).get(part);
        return container ? ((await stack.docker.exec(container.id, command)) ?? "") : "";
      };
      const { name, version } = parseServerVersion(
        await of("redis-1", "sh", "-c", `${programNames} && exec "$server" --version`),
      );
      return {
        [name]: version,
        "Node.js": (await of("app-a", "node", "--version")).replace(/^v/, ""),
        Docker: await stack.docker.run(["version", "--format", "{{.Server.Version}}"]),
      };
    },
    close,
  };
}

/** A start that fails leaves nothing running. */
async function started(title: string, stack: Stack, close: () => Promise<void>): Promise<void> {
  try {
    await step(title, () => stack.up());
  } catch (error) {
    await close();
    throw error;
  }
}
