import { expect, it } from "vitest";
import { passwordProblem } from "./password-rules.ts";

const email = "grace@example.com";

it.each([
  ["eleven char", "short"],
  ["𝒶𝒷𝒸𝒹𝑒𝒻𝑔𝒽𝒾𝒿𝓀", "short"],
  ["abcd".repeat(257), "long"],
  ["i am Grace, really", "email"],
  ["aaaaaaaaaaaaaaaa", "repeated"],
  ["abcabcabcabc", "repeated"],
  ["121212121212", "repeated"],
  ["Password-1234", "common"],
  ["qwerty 123456", "common"],
])("%j is refused as %s", (password, problem) => {
  expect(passwordProblem(password, email)).toBe(problem);
});

it.each([
  "correct horse battery",
  "only lowercase here",
  "twelve chars",
  "пароль подлиннее",
  "xxx and more of them",
])("%j is accepted: no rule asks for kinds of characters", (password) => {
  expect(passwordProblem(password, email)).toBeUndefined();
});

it("a local part of two letters forbids nothing", () => {
  expect(passwordProblem("correct horse battery", "or@example.com")).toBeUndefined();
});
