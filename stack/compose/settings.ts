import { createHash } from "node:crypto";
import path from "node:path";
import { port, readEnvironment, root, siteUrl } from "../settings.ts";
import type { Ports } from "../topology.ts";

export interface ComposeSettings {
  /** Compose's name for everything that belongs to one running stack. */
  readonly project: string;
  /**
   * The tag of the app's image: trials have one of their own, so that what they deploy isn't what
   * the next `docker compose up` runs.
   */
  readonly imageTag: string;
  /** Where nginx and the identity provider are published on this machine. */
  readonly ports: Pick<Ports, "PORT" | "IDP_PORT">;
  /** The address that browsers use. */
  readonly siteUrl: string;
  /** The environment and .env together, which docker-compose.yml takes its settings from. */
  readonly environment: Readonly<Record<string, string>>;
}

export function readComposeSettings(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ComposeSettings {
  const merged = readEnvironment(environment);
  const ports = {
    PORT: port(merged, "PORT"),
    IDP_PORT: port(merged, "IDP_PORT"),
  };
  return {
    imageTag: merged.IMAGE_TAG || "local",
    project: merged.COMPOSE_PROJECT_NAME ?? projectOf(root),
    ports,
    siteUrl: siteUrl(merged.SITE_URL, ports.PORT),
    environment: merged,
  };
}

/**
 * The name that Compose gives a project by itself, so that the runner finds a stack that
 * `docker compose up` started.
 */
const projectOf = (folder: string) =>
  path
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");

/**
 * A project for trials, apart from the one of `docker compose up` and from those of other clones.
 */
export const trialProject = (purpose: string) =>
  `unstuck-${purpose}-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`;

/** The tag of trials. */
export const trialTag = "trial";

/** The limits per address of a trial, because all of its load comes from this machine. */
export const trialLimits = {
  REQUESTS_PER_ADDRESS: "5000",
  CONNECTIONS_PER_ADDRESS: "1000",
  STREAMS_PER_ADDRESS: "500",
};
