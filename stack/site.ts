import { rm } from "node:fs/promises";
import path from "node:path";
import { type ComposeSettings, readComposeSettings } from "./compose/settings.ts";
import { ComposeStack } from "./compose.ts";
import { appRedisUrl } from "./native/app.ts";
import { stopSite } from "./native/stop.ts";
import { NativeStack } from "./native.ts";
import type { Secrets } from "./secrets.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type Stack, StackError } from "./stack.ts";
import type { Ports } from "./topology.ts";
import { urlEncoded } from "./url-encoded.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A running site, with all that is needed to use it, whatever runs it. */
export interface Site {
  readonly stack: Stack;
  /** The address that browsers use. */
  readonly siteUrl: string;
  secrets(): Promise<Secrets>;
  /** Stops every part, and what started them. */
  stop(): Promise<void>;
  /**
   * Where this machine finds Redis as the app's user: for a test that acts as one more node.
   * With Docker on Linux only.
   */
  redisUrl(): Promise<string>;
}

/** A second site beside the first, for a test: nothing of it stays. */
export interface SecondSite extends Site {
  remove(): Promise<void>;
}

/**
 * The site that the settings describe: processes of this machine, or containers
 * with UNSTUCK_DRIVER=compose.
 */
export function openSite(environment: Environment = process.env): Site {
  return driverOf(environment) === "compose"
    ? composeSite(readComposeSettings(environment))
    : nativeSite(readSettings(environment));
}

/**
 * Another site by the same driver, on ports 50 further up, that differs from the first in
 * these settings of the app.
 */
export function openSecondSite(
  name: string,
  different: Readonly<Record<string, string>>,
  scheme: "http" | "https" = "http",
): SecondSite {
  const first = driverOf(process.env) === "compose" ? readComposeSettings() : readSettings();
  const second = {
    environment: { ...first.environment, ...different },
    siteUrl: siteUrlOf(shift(first.ports), scheme),
  };
  if ("project" in first) {
    const project = `${first.project}-${name}`;
    const site = composeSite({ ...first, ...second, ports: shift(first.ports), project });
    return { ...site, remove: () => site.stack.destroy() };
  }
  const stateDir = path.join(first.stateDir, name);
  const site = nativeSite({ ...first, ...second, ports: shift(first.ports), stateDir });
  const remove = async () => {
    await site.stack.down();
    await rm(stateDir, { recursive: true, force: true });
  };
  return { ...site, remove };
}

function composeSite(settings: ComposeSettings) {
  const stack = new ComposeStack(settings);
  return {
    stack,
    siteUrl: settings.siteUrl,
    secrets: () => stack.secrets(),
    stop: () => stack.down(),
    redisUrl: async () => {
      // This goes past the Sentinels, because the names that they give mean nothing outside the
      // containers.
      const primary = (await stack.status()).find(({ role }) => role === "primary");
      if (!primary) throw new StackError("There is no Redis primary at the moment.");
      const { host, port } = await stack.address(primary.name);
      const { REDIS_APP_PASSWORD } = await stack.secrets();
      return `redis://app:${urlEncoded(REDIS_APP_PASSWORD)}@${host}:${port}?replicas=1`;
    },
  };
}

function nativeSite(settings: Settings) {
  const stack = new NativeStack(settings);
  return {
    stack,
    siteUrl: settings.siteUrl,
    secrets: async () => settings.secrets,
    stop: () => stopSite(settings, stack),
    redisUrl: async () => appRedisUrl(settings, stack.parts),
  };
}

const siteUrlOf = ({ PORT }: { readonly PORT: number }, scheme: string) => `${scheme}://localhost:${PORT}`;

const shift = <P extends Ports | ComposeSettings["ports"]>(ports: P): P =>
  Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, port + 50])) as P;

function driverOf(environment: Environment): "native" | "compose" {
  const driver = environment.UNSTUCK_DRIVER || "native";
  if (driver === "native" || driver === "compose") return driver;
  throw new StackError(`UNSTUCK_DRIVER must be "native" or "compose", but it is "${driver}".`);
}
