import { rm } from "node:fs/promises";
import path from "node:path";
import { defaultStateDir } from "@/stack/settings.ts";
import { prepareBuild, prepareMachine } from "@/stack/setup/prepare.ts";
import { type Count, one, sum } from "@/stack/testing/count.ts";
import { OwnStack } from "@/stack/testing/own-stack.ts";
import { summarize } from "@/stack/testing/summary.ts";
import { tool } from "@/stack/testing/tool.ts";

const own = new OwnStack("test", {
  PORT: 8180,
  APP_PORT: 3201,
  IDP_PORT: 8190,
  SENTINEL_PORT: 26501,
  REDIS_PORT: 6501,
});

/** A failed step fails the run; the later one still tells what it can. */
async function main(): Promise<Count> {
  await prepareMachine({ withChromium: true });
  const reports = path.join(defaultStateDir, "reports");
  await rm(reports, { recursive: true, force: true });
  const checked = one(await tool("Types, lint and format", ["npm", "run", "--silent", "check"]));
  return sum([checked, await own.test("End-to-end tests", await prepareBuild(), reports)]);
}

await summarize(main);
