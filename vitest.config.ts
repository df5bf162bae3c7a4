import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { redisBinDir } from "./stack/redis-server.ts";
import { readEnvironment } from "./stack/settings.ts";

// .env may name the folder of the Redis server. The store's harness knows the environment alone.
const folder = redisBinDir(readEnvironment());
if (folder) process.env.REDIS_BIN_DIR = folder;

/**
 * The test files that take longest, most of them because they wait for elections or try hundreds of
 * schedules. `npm test` leaves them out, and `npm run test:all` runs them.
 */
const long = [
  "lib/auth/company-sign-on.model.test.ts",
  "lib/session/cut-off-with-a-replica.test.ts",
  "lib/jobs/lease.test.ts",
  "lib/jobs/once.test.ts",
  "lib/session/both-ends.test.ts",
  "lib/session/eviction.test.ts",
  "lib/session/guests/failover.test.ts",
  "lib/session/guests/memory.test.ts",
  "lib/session/honest-users.test.ts",
  "lib/session/plain-reader.test.ts",
  "lib/session/returned-replica.test.ts",
  "lib/session/rotation.test.ts",
  "lib/session/slot-migration.test.ts",
  "lib/session/stale-read.test.ts",
  "controls/stale-read.test.ts",
  "controls/unfenced-job.test.ts",
  "lib/users/redis/interleavings.test.ts",
  "lib/users/redis/user-records.test.ts",
  "stack/backup/restore.test.ts",
  "stack/backup/under-load.test.ts",
  "stack/failover.test.ts",
  "stack/replication.test.ts",
  "stack/upgrade.test.ts",
];

/** They need another language and its packages, which `npm run test:services` sets up. */
const inOtherLanguages = ["services/{django,spring,languages}*.test.ts"];

const resolve = { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } };

/**
 * Of both projects. They don't extend the whole configuration, or each would start the Redis
 * deployments of globalSetup again.
 */
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
    globalSetup: ["lib/session/testing/redis-for-tests.ts", "lib/users/testing/postgres-for-tests.ts"],
    // Files that don't share a Redis key may run at once, but 13 Redis processes
    // already share the machine.
    maxWorkers: 2,
    projects: [
      {
        resolve,
        test: {
          ...common,
          name: "main",
          include: [
            "{app,lib,demo,controls,stack,template,proof,bench,deploy,docs,services,identity-provider}/**/*.test.{ts,tsx}",
          ],
          exclude: ["**/node_modules/**", ...long, ...inOtherLanguages],
        },
      },
      { resolve, test: { ...common, name: "long", include: long } },
      { resolve, test: { ...common, name: "services", include: inOtherLanguages } },
    ],
  },
});
