import { expect, it } from "vitest";
import { askedAddress, opensPage } from "./asked-address.ts";

const address = (headers: Record<string, string>) => askedAddress(new Headers(headers));

it("the address is nginx's one header, or the three of the other proxies", () => {
  const forwarded = {
    "x-forwarded-proto": "https",
    "x-forwarded-host": "unstuck.example:8443",
    "x-forwarded-uri": "/reports?of=today",
  };
  expect(address(forwarded)).toBe("https://unstuck.example:8443/reports?of=today");
  expect(address({ ...forwarded, "x-original-url": "/from-nginx" })).toBe("/from-nginx");
  expect(address({ "x-forwarded-host": "unstuck.example" })).toBeUndefined();
  expect(address({ ...forwarded, "x-forwarded-uri": "@evil.example/" }), "no path").toBeUndefined();
});

it("a browser that opens a page can be sent elsewhere; a script and a form can't", () => {
  const html = { accept: "text/html,*/*" };
  const opens = (method: string, headers: Record<string, string>) => opensPage(method, new Headers(headers));
  expect(opens("GET", html)).toBe(true);
  expect(opens("GET", { accept: "application/json" })).toBe(false);
  expect(opens("POST", html), "Envoy asks by the same method").toBe(false);
  expect(opens("GET", { ...html, "x-forwarded-method": "POST" }), "Traefik asks by GET").toBe(false);
});
