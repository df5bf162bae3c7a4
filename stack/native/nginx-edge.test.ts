import path from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { root } from "../settings.ts";
import { limitLines, listenLines, proxyLines } from "./nginx-edge.ts";

/** The text that nginx's container writes with these settings. */
async function inContainer(what: "proxies" | "limits", settings: Record<string, string>): Promise<string> {
  const edge = path.join(root, "nginx/compose/edge.sh");
  const { stdout } = await execa("sh", ["-euc", `. ${edge}; check_settings; ${what}`], { env: settings });
  return stdout;
}

const lines = (text: string) => text.trim().split("\n");

describe.each([
  [{}, [], "X-Forwarded-For"],
  [{ TRUSTED_PROXIES: " 10.0.0.0/8 , 2001:db8::/32\n" }, ["10.0.0.0/8", "2001:db8::/32"], "X-Forwarded-For"],
  [{ TRUSTED_PROXIES: "192.0.2.0/24", PROXY_PROTOCOL: "on" }, ["192.0.2.0/24"], "proxy_protocol"],
] as [Record<string, string>, string[], string][])("with %j", (settings, ranges, header) => {
  const expected = [
    ...ranges.map((range) => `set_real_ip_from ${range};`),
    `real_ip_header ${header};`,
    "real_ip_recursive on;",
  ];

  it("nginx believes these proxies and nobody else, as a process", () => {
    expect(lines(proxyLines(settings))).toEqual(expected);
  });

  it("nginx believes these proxies and nobody else, in its container", async () => {
    expect(lines(await inContainer("proxies", settings))).toEqual(expected);
  });
});

it.each([
  { TRUSTED_PROXIES: "proxy.example" },
  { TRUSTED_PROXIES: "10.0.0.1; include /etc/passwd" },
  { TRUSTED_PROXIES: "10.0.0.1,0.0.0.0/0" },
  { TRUSTED_PROXIES: "::/0,10.0.0.1" },
  { PROXY_PROTOCOL: "yes" },
] as Record<string, string>[])(
  "%j is refused by its name, as a process and in a container",
  async (settings) => {
    const [name = ""] = Object.keys(settings);
    expect(() => proxyLines(settings)).toThrow(`${name} `);
    await expect(inContainer("proxies", settings)).rejects.toThrow(`${name} must be`);
  },
);

it("with PROXY_PROTOCOL=on each connection to nginx begins with its line, with TLS as well", () => {
  const siteUrl = "https://localhost:8080";
  expect(listenLines(8080, true, siteUrl, { PROXY_PROTOCOL: "on" })).toContain(
    "listen 127.0.0.1:8080 ssl proxy_protocol;",
  );
  expect(listenLines(8080, false, siteUrl, {})).toContain("listen 127.0.0.1:8080;");
});

it("the same limits are written as a process and in a container", async () => {
  const settings = { REQUESTS_PER_ADDRESS: "7", CONNECTIONS_PER_ADDRESS: "8", STREAMS_PER_ADDRESS: "9" };
  expect(lines(limitLines(settings))).toEqual(lines(await inContainer("limits", settings)));
});

it.each([
  { CONNECTIONS_PER_ADDRESS: "65536" },
  { STREAMS_PER_ADDRESS: "0" },
  { REQUESTS_PER_ADDRESS: "1e3" },
  { REQUESTS_PER_ADDRESS: "1000000" },
  { CONNECTIONS_PER_ADDRESS: "many" },
] as Record<string, string>[])(
  "%j is refused with the setting's name and its range, as a process and in a container",
  async (settings) => {
    const [name = ""] = Object.keys(settings);
    expect(() => limitLines(settings)).toThrow(`${name} must be a whole number from 1 to`);
    await expect(inContainer("limits", settings)).rejects.toThrow(`${name} must be a whole number from 1 to`);
  },
);
