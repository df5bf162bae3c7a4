import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { defaultStateDir } from "../../stack/settings.ts";
import type { Operation } from "../history.ts";
import type { Mark } from "../nemesis.ts";
import { keptSchedules } from "../schedules.ts";
import { printed } from "./printed.ts";
import { isRequest, type Schedule, sound } from "./schedule.ts";
import { scheduleOf } from "./schedule-of.ts";

const operation = (of: Partial<Operation> & Pick<Operation, "kind" | "from">): Operation => ({
  ...{ user: "ada", to: of.from + 10, outcome: "ok", status: 200 },
  ...of,
});
const mark: Mark = {
  ...{ fault: "kill the primary", served: true, seed: 5 },
  ...{ from: 35, to: 40, recovered: 50 },
};

it("takes what was sent until then, when it was due, and names each session", () => {
  const history = [
    operation({ kind: "login", from: 10, session: "id-a" }),
    operation({ kind: "login", from: 20, session: "id-b", user: "bob" }),
    operation({ kind: "revoke", from: 30, due: 25, session: "id-a", target: "id-b" }),
    operation({ kind: "revoke-all", from: 60, session: "id-b", keepsOwn: true }),
    operation({ kind: "read", from: 90, session: "id-a" }),
  ];
  const { steps, names } = scheduleOf({ history, marks: [mark] }, 60);
  expect(steps).toEqual([
    { at: 10, does: "login", user: "ada", session: "s1" },
    { at: 20, does: "login", user: "bob", session: "s2" },
    { at: 25, does: "revoke", session: "s1", target: "s2" },
    { at: 35, fault: "kill the primary", seed: 5 },
    { at: 60, does: "revoke-all", session: "s2", keepsOwn: true },
  ]);
  expect(names.get("id-b")).toBe("s2");
  expect(sound(steps)).toEqual(steps);
});

it("leaves out what the client does by itself, but not the login that was answered at last", () => {
  const none = { outcome: "indeterminate", status: 503 } as const;
  const history = [
    operation({ kind: "login", from: 10, ...none }),
    operation({ kind: "login", from: 20, again: 1, session: "id-a" }),
    operation({ kind: "logout", from: 30, session: "id-a", ...none }),
    operation({ kind: "logout", from: 40, session: "id-a", again: 1 }),
    operation({ kind: "step-up", from: 50, session: "id-a" }),
  ];
  const { steps } = scheduleOf({ history, marks: [] }, 100);
  expect(steps.filter(isRequest).map(({ does, at }) => `${does} at ${at}`)).toEqual([
    "login at 10",
    "login at 20",
    "logout at 30",
  ]);
  // No client knows the session of the first login, and nothing rests on it.
  expect(new Set(steps.filter(isRequest).map(({ session }) => session)).size).toBe(2);
});

it("is printed as a module that says the same", async () => {
  const schedule: Schedule = {
    promise: 'No session is "accepted"',
    without: "index",
    steps: [
      { at: 0, does: "login", user: "ada", session: "s1" },
      { at: 100, fault: "kill the primary", seed: 7 },
      { at: 200, does: "revoke-all", session: "s1", keepsOwn: false },
      { at: 300, does: "read", session: "s1" },
    ],
  };
  await mkdir(defaultStateDir, { recursive: true });
  const folder = await mkdtemp(path.join(defaultStateDir, "printed-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = path.join(folder, "printed.ts");
  await writeFile(file, printed(schedule, "Found with seed 1."));
  expect((await import(pathToFileURL(file).href)).schedule).toEqual(schedule);
});

it("can be carried out as it is kept", async () => {
  const kept = await keptSchedules();
  expect(kept.size).toBeGreaterThan(0);
  for (const { steps } of kept.values()) {
    expect(sound(steps)).toEqual(steps);
    expect(steps.length).toBeLessThanOrEqual(12);
    expect(steps.map(({ at }) => at)).toEqual(steps.map(({ at }) => at).sort((a, b) => a - b));
  }
});
