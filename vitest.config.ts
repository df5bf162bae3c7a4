import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * The test files that take longest, most of them because they wait for elections or try hundreds of schedules. `npm test` leaves them
 * out, and `npm run test:all` runs them.
 */
const long = [
  "lib/auth/company-sign-on.model.test.ts",
  "lib/session/cut-off-with-a-replica.test.ts",
  "lib/session/eviction.test.ts",
  "lib/session/honest-users.test.ts",
  "lib/session/returned-replica.test.ts",
  "lib/session/stale-read.test.ts",
  "lib/users/interleavings.test.ts",
  "stack/failover.test.ts",
  "stack/upgrade.test.ts",
];

const resolve = { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } };

/** Of both projects. They don't extend the whole configuration, or each would start the Redis deployments of globalSetup again. */
const common = {
  // What the test commands set for their own stack is nothing that a unit test may depend on.
  env: { DEMO_MODE: "", SITE_URL: "", SMTP_URL: "", MAIL_FROM: "" },
  // It imports next/server by a path that only bundlers understand.
  server: { deps: { inline: ["next-auth"] } },
  // A failover takes up to 5 s; a test that waits for one says so with its own timeout.
  testTimeout: 10_000,
};

export default defineConfig({
  test: {
    globalSetup: "stack/testing/redis-for-tests.ts",
    // Files that don't share a Redis key may run at once, but 13 Redis processes already share the machine.
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          ...common,
          name: "main",
          include: ["{app,lib,stack,proof,bench,deploy,docs,examples,identity-provider}/**/*.test.{ts,tsx}"],
          exclude: ["**/node_modules/**", ...long],
        },
      },
      { resolve, test: { ...common, name: "long", include: long } },
    ],
  },
});
