import { existsSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";
import { findProgram } from "../programs.ts";
import { root } from "../settings.ts";
import { installByApt } from "./apt.ts";
import { waysToBecomeRoot } from "./machine.ts";
import { step } from "./progress.ts";

/** What the Dockerfile and docker-compose.yml are built on. */
const images = ["node:24-bookworm-slim", "redis:7-bookworm", "nginx:stable-bookworm"];

/** Makes local stand-ins for the public images, for a machine that reaches no container registry. */
const standIns = path.join(root, "../shared/base-images/build");

/** Where stand-ins for the public images can be made, they are; elsewhere Docker pulls the images when it needs them. */
export async function ensureBaseImages(): Promise<void> {
  if (!existsSync(standIns)) return;
  const missing = (
    await Promise.all(images.map(async (name) => ((await isThere(name)) ? [] : [name])))
  ).flat();
  if (missing.length === 0) return;
  const become = await waysToBecomeRoot();
  if (become && !(await findProgram("debootstrap"))) {
    await step("Installing debootstrap (apt-get)", () => installByApt(["debootstrap"], become));
  }
  await step(`Making local stand-ins for the public images (${missing.join(", ")})`, () =>
    execa(standIns, { all: true, stdin: "ignore" }),
  );
}

const isThere = async (name: string) =>
  !(await execa("docker", ["image", "inspect", name], { reject: false, stdin: "ignore" })).failed;
