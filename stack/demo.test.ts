import { expect, it } from "vitest";
import { demoMode, howToSignIn } from "./demo.ts";

const DEMO_PASSWORD = "correct horse battery";
const own = { siteUrl: "http://localhost:8080", listen: "127.0.0.1" };

it.each([
  own,
  { siteUrl: "https://LOCALHOST:8443", listen: "127.0.0.53" },
  { siteUrl: "http://app.localhost:8080", listen: "[::1]" },
  { siteUrl: "http://[::1]:8080", listen: "::1" },
  { siteUrl: "http://127.0.0.1:8080", listen: "localhost" },
])("a site that this machine alone reaches has the demo: %o", (reach) => {
  expect(demoMode({ DEMO_PASSWORD }, reach)).toBe("on");
});

it.each([
  { ...own, listen: "0.0.0.0" },
  { ...own, listen: "::" },
  { ...own, listen: "[::]" },
  { ...own, listen: "192.168.0.7" },
  { ...own, listen: "" },
  { ...own, siteUrl: "https://unstuck.example" },
  { ...own, siteUrl: "http://10.0.0.7:8080" },
  { ...own, siteUrl: "http://localhost.example" },
])("a site that others reach has no demo unless it is asked for: %o", (reach) => {
  expect(demoMode({ DEMO_PASSWORD }, reach)).toBe("off");
  expect(demoMode({ DEMO_PASSWORD, DEMO_MODE: "" }, reach)).toBe("off");
  expect(demoMode({ DEMO_PASSWORD, DEMO_MODE: "on" }, reach)).toBe("on");
});

it("a site without a password for the demo's accounts has none, and off is off anywhere", () => {
  expect(demoMode({}, own)).toBe("off");
  expect(demoMode({ DEMO_PASSWORD: " " }, own)).toBe("off");
  expect(demoMode({ DEMO_PASSWORD, DEMO_MODE: "off" }, own)).toBe("off");
});

it("who starts a site without the demo is shown no password of it", () => {
  expect(howToSignIn(own.siteUrl, "on", DEMO_PASSWORD)).toContain(DEMO_PASSWORD);
  expect(howToSignIn(own.siteUrl, "off", DEMO_PASSWORD)).not.toContain(DEMO_PASSWORD);
});
