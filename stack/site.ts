import { rm } from "node:fs/promises";
import path from "node:path";
import { readComposeSettings } from "./compose/settings.ts";
import { ComposeStack } from "./compose.ts";
import { NativeStack } from "./native.ts";
import type { Secrets } from "./secrets.ts";
import { readSettings } from "./settings.ts";
import { type Stack, StackError } from "./stack.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A running site and what one needs to know to use it, whatever runs it. */
export interface Site {
  readonly stack: Stack;
  /** The address that browsers use. */
  readonly siteUrl: string;
  secrets(): Promise<Secrets>;
}

/** A second site beside the first, for a test: nothing of it stays. */
export interface SecondSite extends Site {
  remove(): Promise<void>;
}

const portShift = 50;

/** The site that the settings describe: processes of this machine, or containers with UNSTUCK_DRIVER=compose. */
export function openSite(environment: Environment = process.env): Site {
  if (driverOf(environment) === "compose") {
    const settings = readComposeSettings(environment);
    const stack = new ComposeStack(settings);
    return { stack, siteUrl: settings.siteUrl, secrets: () => stack.secrets() };
  }
  const settings = readSettings(environment);
  return {
    stack: new NativeStack(settings),
    siteUrl: settings.siteUrl,
    secrets: async () => settings.secrets,
  };
}

/** Another site by the same driver, on ports 50 further up, that differs from the first in these settings of the app. */
export function openSecondSite(name: string, different: Readonly<Record<string, string>>): SecondSite {
  if (driverOf(process.env) === "compose") {
    const first = readComposeSettings();
    const ports = { PORT: first.ports.PORT + portShift, IDP_PORT: first.ports.IDP_PORT + portShift };
    const siteUrl = `http://localhost:${ports.PORT}`;
    const project = `${first.project}-${name}`;
    const environment = { ...first.environment, ...different };
    const stack = new ComposeStack({ project, ports, siteUrl, environment });
    return { stack, siteUrl, secrets: () => stack.secrets(), remove: () => stack.destroy() };
  }
  const first = readSettings();
  const ports = { ...first.ports };
  for (const kind of Object.keys(ports) as (keyof typeof ports)[]) ports[kind] += portShift;
  const siteUrl = `http://localhost:${ports.PORT}`;
  const stateDir = path.join(first.stateDir, name);
  const environment = { ...first.environment, ...different };
  const stack = new NativeStack({ ...first, ports, siteUrl, stateDir, environment });
  const remove = async () => {
    await stack.down();
    await rm(stateDir, { recursive: true, force: true });
  };
  return { stack, siteUrl, secrets: async () => first.secrets, remove };
}

function driverOf(environment: Environment): "native" | "compose" {
  const driver = environment.UNSTUCK_DRIVER || "native";
  if (driver === "native" || driver === "compose") return driver;
  throw new StackError(`UNSTUCK_DRIVER must be "native" or "compose", but it is "${driver}".`);
}
