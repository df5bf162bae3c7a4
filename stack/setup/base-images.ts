import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { findProgram } from "../../lib/session/testing/programs.ts";
import { readEnvironment, root } from "../settings.ts";
import { StackError } from "../stack.ts";
import { installByApt } from "./apt.ts";
import { waysToBecomeRoot } from "./machine.ts";
import { step } from "./progress.ts";

/**
 * The base images of the Dockerfile and docker-compose.yml, whichever servers the settings name.
 */
const baseImages = (
  { REDIS_IMAGE = "redis:8", NGINX_IMAGE = "nginx:stable-bookworm" } = readEnvironment(),
) => ["node:24-bookworm-slim", REDIS_IMAGE, NGINX_IMAGE];

/** The base images that the services in other languages add (services/compose/Dockerfile). */
const servicesImages = ["python:3.11-slim-bookworm", "eclipse-temurin:17-jre"];

/**
 * Makes local stand-ins for the public images, for a machine that reaches no container registry.
 */
const standIns = path.join(root, "../shared/base-images/build");

/** No registry was reached, and nothing stands in for the public images. */
export class NoImages extends StackError {}

/**
 * Makes stand-ins for the public images where it can, and pulls the images elsewhere.
 * @param withServices Those of the services in other languages as well.
 * @throws {NoImages} where neither is possible.
 */
export async function ensureBaseImages(withServices = false): Promise<void> {
  const missing = await missingOf([...baseImages(), ...(withServices ? servicesImages : [])]);
  if (missing.length === 0) return;
  if (existsSync(standIns)) await makeStandIns(missing, withServices ? ["--services"] : []);
  await pull(await missingOf(missing));
}

async function makeStandIns(missing: readonly string[], options: readonly string[]): Promise<void> {
  const become = await waysToBecomeRoot();
  if (become && !(await findProgram("debootstrap"))) {
    await step("Installing debootstrap (apt-get)", () => installByApt(["debootstrap"], become));
  }
  await step(`Making local stand-ins for the public images (${missing.join(", ")})`, () =>
    execa(standIns, options, { all: true, stdin: "ignore" }),
  );
}

async function pull(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { failed, stderr } = await step(`Pulling ${name}`, () =>
      execa("docker", ["pull", "--quiet", name], { reject: false, stdin: "ignore" }),
    );
    if (failed) throw new NoImages(`${name} is neither here nor to be had from a registry:\n${stderr}`);
  }
}

const missingOf = async (names: readonly string[]) =>
  (await Promise.all(names.map(async (name) => ((await isThere(name)) ? [] : [name])))).flat();

const isThere = async (name: string) =>
  !(await execa("docker", ["image", "inspect", name], { reject: false, stdin: "ignore" })).failed;
