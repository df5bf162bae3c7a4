import { expect, it, vi } from "vitest";
import { nextAddress } from "./next-address.ts";

for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"])
  vi.stubEnv(name, "k".repeat(44));
vi.stubEnv("NODE_NAME", "app-a");
vi.stubEnv("REDIS_URL", "redis://127.0.0.1:1");
vi.stubEnv("SITE_URL", "http://localhost:8080");
vi.stubEnv("RETURN_ORIGINS", "http://localhost:8443");

it.each(["/", "/account", "/account?tab=devices#now", "http://localhost:8443/reports?of=today#now"])(
  "follows %s",
  (address) => {
    expect(nextAddress(address)).toBe(address);
  },
);

it("takes an address of this site for its path", () => {
  expect(nextAddress("http://localhost:8080/account?tab=devices")).toBe("/account?tab=devices");
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
  "https://localhost:8443/",
  "http://localhost:8444/",
  "http://localhost:8443.evil.example/",
  "http://localhost:8443@evil.example/",
  "http://evil.example\\@localhost:8443/",
  "//localhost:8443/",
  "http:localhost:8443/",
  "\thttp://evil.example/",
])("goes to the account instead of %j", (path) => {
  expect(nextAddress(path)).toBe("/account");
});

it("never returns a path that a browser reads as another host", () => {
  expect(nextAddress("/.//evil.example")).toBe("/account");
  expect(nextAddress("http://localhost:8080//evil.example")).toBe("/account");
});

it("leaves out a user in an address that it follows", () => {
  expect(nextAddress("http://evil.example@localhost:8443/")).toBe("http://localhost:8443/");
});
