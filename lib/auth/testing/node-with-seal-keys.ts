import { vi } from "vitest";

const secret = "a secret of this test alone".padEnd(48, "-");

/**
 * A node that started with this ring of keys for the cookie, and remembers nothing of another node.
 * The test that uses it must restore the environment: `vi.unstubAllEnvs()`.
 */
export async function nodeWithSealKeys(...keys: readonly string[]) {
  vi.resetModules();
  Reflect.deleteProperty(globalThis, Symbol.for("unstuck.opened-seals"));
  for (const name of ["SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "AUTH_SECRETS", "DEMO_PASSWORD"])
    vi.stubEnv(name, secret);
  vi.stubEnv("SESSION_SEAL_KEYS", keys.join(","));
  vi.stubEnv("NODE_NAME", "app-a");
  vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");
  return import("../iron.ts");
}
