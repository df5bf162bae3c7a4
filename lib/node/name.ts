import { readFileSync } from "node:fs";
import path from "node:path";
import { env } from "../env.ts";
import { perProcess } from "./per-process.ts";

/** This replica's name, such as "app-a". */
export function nodeName(): string {
  return env().NODE_NAME;
}

/**
 * The id that Next.js gave to the build that this node runs; undefined with hot reload, which has
 * no build.
 */
export const buildId = (): string | undefined => perProcess("build-id", () => ({ id: read() })).id;

function read(): string | undefined {
  try {
    return readFileSync(path.join(process.cwd(), ".next/BUILD_ID"), "utf8").trim();
  } catch {
    return undefined;
  }
}
