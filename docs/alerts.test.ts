import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { findProgram } from "../lib/session/testing/programs.ts";
import { root } from "../stack/settings.ts";

const promtool = await findProgram("promtool");
if (promtool === undefined)
  console.warn(
    "NOT TESTED: which incidents fire which alerts. promtool isn't installed (Debian: prometheus).",
  );

interface Rule {
  readonly alert: string;
}
interface Incident {
  readonly alert_rule_test?: readonly { alertname: string; exp_alerts?: readonly unknown[] }[];
}

/** Milliseconds: promtool takes seconds on a busy machine. */
const patiently = 60_000;
const folder = path.join(root, "observability");
const read = async (file: string) => parse(await readFile(path.join(folder, file), "utf8"));

/** What promtool says of the incidents, with alerts that were changed before. */
async function play(change: (alerts: string) => string) {
  const copy = await mkdtemp(path.join(tmpdir(), "unstuck-alerts-"));
  try {
    await cp(folder, copy, { recursive: true });
    const file = path.join(copy, "alerts.yml");
    await writeFile(file, change(await readFile(file, "utf8")));
    const args = ["test", "rules", path.join(copy, "alerts.test.yml")];
    return await execa(promtool ?? "promtool", args, { all: true, reject: false });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

it("each alert fires in an incident", async () => {
  const { groups } = (await read("alerts.yml")) as { groups: { rules: Rule[] }[] };
  const { tests } = (await read("alerts.test.yml")) as { tests: Incident[] };
  const fired = tests
    .flatMap(({ alert_rule_test = [] }) => alert_rule_test)
    .filter(({ exp_alerts = [] }) => exp_alerts.length > 0)
    .map(({ alertname }) => alertname);
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  expect(alerts.length).toBeGreaterThan(15);
  expect(alerts.filter((alert) => !fired.includes(alert))).toEqual([]);
});

it.skipIf(!promtool)(
  "the incidents fire the alerts that they must, when they must, and no other",
  async () => {
    const { exitCode, all } = await play((alerts) => alerts);
    expect(exitCode, all).toBe(0);
  },
  patiently,
);

it.skipIf(!promtool).each([
  ["that waits longer", "unstuck_redis_up == 0\n        for: 15s", "unstuck_redis_up == 0\n        for: 2m"],
  [
    "that fires too early",
    "unstuck_redis_up == 0\n        for: 15s",
    "unstuck_redis_up == 0\n        for: 0s",
  ],
  ["of another figure", "unstuck_redis_sentinels_up > 0", "unstuck_redis_sentinels_up > 1"],
  ["that a site without TLS fires", "vector(999)", "vector(1)"],
])(
  "an alert %s is found (the control)",
  async (_, before, after) => {
    const { exitCode, all } = await play((alerts) => {
      expect(alerts).toContain(before);
      return alerts.replace(before, after);
    });
    expect(exitCode, all).toBe(1);
  },
  patiently,
);
