import { expect, it, onTestFinished, vi } from "vitest";
import { tagOf } from "../session/keys.ts";
import { openStore } from "../session/testing/stores.ts";
import { newToken } from "../session/token.ts";
import { JournalWarning } from "./journal-warning.ts";
import { metricsRegistry, sessionMetrics } from "./metrics.ts";

it("drops are said at once, and then once a minute with their number", () => {
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  onTestFinished(() => clock.mockRestore());
  const lines: string[] = [];
  const warning = new JournalWarning((line) => lines.push(line));
  for (let second = 0; second <= 60; second += 1) {
    clock.mockReturnValue(second * 1000);
    warning.dropped(10);
  }
  expect(lines.map((line) => Number.parseInt(line, 10))).toEqual([10, 600]);
  expect(lines[0]).toContain("SESSION_JOURNAL_MB");
});

it("a store whose journal is full counts what it drops, and shows that it is full", async () => {
  const settings = ["REDIS_URL", "SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"];
  for (const name of settings) vi.stubEnv(name, "redis://".padEnd(48, "k"));
  vi.stubEnv("NODE_NAME", "test");
  onTestFinished(() => void vi.unstubAllEnvs());
  const figure = async (name: string) =>
    Number(new RegExp(`^${name}\\{.*\\} (\\S+)$`, "m").exec(await metricsRegistry().metrics())?.[1]);
  const store = openStore("standalone", { observer: sessionMetrics(), journalBytes: 4000 });
  const end = (count: number) => {
    const tag = tagOf("somebody");
    store.learn({ tag, ids: Array.from({ length: count }, () => newToken(tag).id) });
  };
  end(50);
  expect(await figure("unstuck_revocation_journal_fill")).toBe(0.5);
  expect(await figure("unstuck_revocations_dropped_total")).toBe(0);
  end(60);
  expect(await figure("unstuck_revocation_journal_fill")).toBe(1);
  expect(await figure("unstuck_revocations_dropped_total")).toBe(10);
});
