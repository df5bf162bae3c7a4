import { afterAll, expect, it, onTestFinished, vi } from "vitest";
import { OwnRedis } from "../session/testing/own-redis.ts";
import { poll } from "../session/testing/poll.ts";

const own = await OwnRedis.begin();
afterAll(() => own.end());
const node = await own.node("min-replicas-to-write 0");
const key = "k".repeat(44);
for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"]) vi.stubEnv(name, key);
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", own.urlOf(node));
const { openSessions } = await import("./sessions.ts");
const { log } = await import("../node/log.ts");

it("the node's log says once for each reason that Redis refuses announcements, and names the file to change", async () => {
  await node.operator.call("ACL", "SETUSER", "app", "resetchannels");
  const warn = vi.spyOn(log(), "warn").mockImplementation(() => {});
  const store = openSessions();
  onTestFinished(() => store.close());
  const lines = (verb: string) =>
    warn.mock.calls.flat().filter((line) => String(line).includes(`can't ${verb}`));
  const revoke = async () => {
    const { token } = await store.create({
      user: "ada",
      data: { email: "ada@example.com", name: "Ada", role: "user" },
      metadata: { createdBy: "app-a", signInMethod: "password", device: { browser: "b", system: "s" } },
    });
    await store.revoke({ token });
  };
  await poll(
    async () => {
      await revoke();
      return lines("hear").length > 0 && lines("tell").length > 0;
    },
    { timeoutMs: 5000, promise: "the log says what is refused" },
  );
  // The store retries each second, and doesn't log that again.
  await node.operator.call("ACL", "LOG", "RESET");
  await poll(async () => String(await node.operator.call("ACL", "LOG")).includes("unstuck:revoked"), {
    timeoutMs: 5000,
    promise: "the subscription is asked for again",
  });
  await revoke();
  expect(lines("hear")).toEqual([expect.stringMatching(/`unstuck:revoked` in redis\/users\.acl/)]);
  expect(lines("tell")).toHaveLength(1);
}, 30_000);
