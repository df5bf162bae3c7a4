import { expect, it, vi } from "vitest";
import { admits } from "../lib/auth/admission.ts";
import type { SignInMethod } from "../lib/auth/session-metadata.ts";
import type { AppSession } from "../lib/auth/sessions.ts";

const key = "k".repeat(44);
for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"]) vi.stubEnv(name, key);
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");
vi.stubEnv("DEMO_MODE", "off");
const { demo } = await import("./room.ts");

it("without the demo, a session that its accounts began by their password is nobody's, and the company's stays", () => {
  const session = (user: string, signInMethod: SignInMethod) =>
    ({ id: "i", user, metadata: { signInMethod }, data: {} }) as AppSession;
  demo.begin();
  expect(admits()(session("demo-operator", "password"))).toBe(false);
  expect(admits()(session("demo-operator", "company"))).toBe(true);
  expect(admits()(session("ada", "password"))).toBe(true);
});
