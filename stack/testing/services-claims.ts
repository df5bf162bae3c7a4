import path from "node:path";
import { type Count, playwrightCount } from "./count.ts";
import { bin, tool } from "./tool.ts";

/**
 * Runs a browser's claims about the app and the services in other languages, on the stack that is
 * up.
 * @param reports The folder for what it reports.
 */
export async function testServices(reports: string): Promise<Count> {
  const file = path.join(reports, "playwright.json");
  const ok = await tool(
    "One login and all services, in a browser",
    [bin("playwright"), "test", "--config", "services/playwright.config.ts"],
    { PLAYWRIGHT_JSON: file, PLAYWRIGHT_OUTPUT: path.join(reports, "playwright") },
  );
  return playwrightCount(file, ok);
}
