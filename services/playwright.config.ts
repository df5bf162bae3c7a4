import { defineConfig } from "@playwright/test";
import project from "../playwright.config.ts";

/**
 * The claims on a stack that was started with the services. The rest is as in the project's own
 * configuration.
 */
export default defineConfig({
  ...project,
  testDir: "e2e",
  // Two JVMs start beside the nodes.
  timeout: 120_000,
  globalSetup: "../e2e/fixtures/assert-running.ts",
});
