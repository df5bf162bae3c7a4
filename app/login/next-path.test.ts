import { expect, it } from "vitest";
import { nextPath } from "./next-path.ts";

it.each(["/", "/account", "/account?tab=devices#now"])("follows %s", (path) => {
  expect(nextPath(path)).toBe(path);
});

it.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/\n//evil.example",
  "javascript:alert(1)",
  "account",
  "",
  undefined,
  ["/account"],
])("goes to the account instead of %j", (path) => {
  expect(nextPath(path)).toBe("/account");
});

it("never returns a path that a browser reads as another host", () => {
  expect(nextPath("/.//evil.example")).toBe("/account");
});
