import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{app,lib,stack,proof,bench,deploy,docs,examples,identity-provider}/**/*.test.{ts,tsx}"],
    // It imports next/server by a path that only bundlers understand.
    server: { deps: { inline: ["next-auth"] } },
    globalSetup: "stack/testing/redis-for-tests.ts",
    // A failover takes up to 5 s; a test that waits for one says so with its own timeout.
    testTimeout: 10_000,
    // Files that don't share a Redis key may run at once, but 13 Redis processes already share the machine.
    maxWorkers: 2,
  },
});
