import { expect, test } from "vitest";
import { type Known, testEverySetting } from "../lib/env/testing/every-setting.ts";
import { controlEnv } from "./env.ts";

const known: Known<ReturnType<typeof controlEnv>> = {
  settings: controlEnv,
  needed: {},
  beside: {},
  right: {
    SESSION_STORE: ["memory", "memory"],
    SHARED_CACHE: ["off", "off"],
    UNSTUCK_WITHOUT: ["wait, journal", ["wait", "journal"]],
  },
};
testEverySetting(known);

test("nothing is taken away by default, and what can't be is refused by name", () => {
  expect(controlEnv.parse({})).toEqual({ SESSION_STORE: "redis", SHARED_CACHE: "on" });
  expect(() => controlEnv.parse({ SESSION_STORE: "files" })).toThrow(/SESSION_STORE must be/);
  expect(() => controlEnv.parse({ UNSTUCK_WITHOUT: "wait,luck" })).toThrow(
    /UNSTUCK_WITHOUT takes away one or more of wait,/,
  );
});
