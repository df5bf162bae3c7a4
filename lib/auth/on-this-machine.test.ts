import { beforeEach, expect, test, vi } from "vitest";

const key = "k".repeat(44);

/** Whether a request counts as one from this machine, on a site of this address. */
async function isOwn(siteUrl: string, headers: Record<string, string>): Promise<boolean> {
  vi.stubEnv("SITE_URL", siteUrl);
  const { isOnThisMachine } = await import("./on-this-machine.ts");
  return isOnThisMachine(new Headers(headers));
}

beforeEach(() => {
  vi.resetModules();
  for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"]) vi.stubEnv(name, key);
  vi.stubEnv("NODE_NAME", "app-a");
  vi.stubEnv("REDIS_URL", "redis://unused");
});

test.each(["127.0.0.1", "127.0.0.77", "::1", "::ffff:127.0.0.1"])(
  "a client at %s is on this machine",
  async (address) => {
    const headers = { "x-forwarded-for": address, host: "localhost:8080" };
    expect(await isOwn("http://localhost:8080", headers)).toBe(true);
  },
);

test.each([
  ["another address", "http://localhost:8080", "192.0.2.7", "localhost:8080"],
  ["no address, past nginx", "http://localhost:8080", "", "localhost:8080"],
  [
    "one that is claimed before nginx's own",
    "http://localhost:8080",
    "127.0.0.1, 192.0.2.7",
    "localhost:8080",
  ],
  [
    "a public site, from what stands in front of it here",
    "https://unstuck.example",
    "127.0.0.1",
    "unstuck.example",
  ],
  ["a public site, asked for by another name", "https://unstuck.example", "127.0.0.1", "localhost:8080"],
  ["a tunnel to a local site", "http://localhost:8080", "127.0.0.1", "a1b2.tunnel.example"],
  ["no host", "http://localhost:8080", "127.0.0.1", ""],
])("%s is not", async (_, siteUrl, address, host) => {
  expect(await isOwn(siteUrl, { "x-forwarded-for": address, host })).toBe(false);
});
