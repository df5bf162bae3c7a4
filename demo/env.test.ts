import { expect, test } from "vitest";
import { askOf, type Known, key, special, testEverySetting } from "../lib/env/testing/every-setting.ts";
import { demoEnv } from "./env.ts";

const known: Known<ReturnType<typeof demoEnv>> = {
  settings: demoEnv,
  needed: {},
  beside: { DEMO_MODE: { DEMO_PASSWORD: "correct horse battery" } },
  right: {
    DEMO_MODE: ["on", "on"],
    DEMO_PASSWORD: [`${special} horse`, `${special} horse`],
    DEMO_PASSWORD_COMMAND: ["cat x", "cat x"],
    RUNS_AS: ["containers", "containers"],
    CONTROL_URL: ["http://127.0.0.1:1", "http://127.0.0.1:1"],
    CONTROL_SECRET: [`${special}${key}`, `${special}${key}`],
  },
};
testEverySetting(known);

test("there is no demo by default, and none without a password", () => {
  expect(demoEnv.parse({}).DEMO_MODE).toBe("off");
  expect(() => demoEnv.parse({ DEMO_MODE: "on", DEMO_PASSWORD: "" })).toThrow(/DEMO_PASSWORD is missing/);
});

test("a secret that is too short is refused without being shown", () => {
  for (const name of ["DEMO_PASSWORD", "CONTROL_SECRET"] as const)
    expect(askOf(known).messageFor(name, "hunter2")).toMatch(
      new RegExp(`${name} needs at least(?!.*hunter2)`),
    );
});

test("CONTROL_URL takes an address, and nothing that it would ignore", () => {
  const { parse, messageFor } = askOf(known);
  expect(parse("CONTROL_URL", "HTTP://[::1]:8080")).toBe("http://[::1]:8080");
  for (const wrong of ["localhost:8380", "ftp://hunter2.example", "https://user:hunter2@h", "https://h?"]) {
    expect(messageFor("CONTROL_URL", wrong), wrong).toMatch(/- CONTROL_URL /);
    expect(messageFor("CONTROL_URL", wrong), wrong).not.toContain("hunter2");
  }
});
