/*
 * Section: Attacks and limits
 * Promise: Behind a proxy the limits count the client, and no client can choose its address.
 * Control: The same headers from an untrusted address change nothing.
 */
import { openSecondSite, type SecondSite } from "../stack/site.ts";
import { inContainers } from "./fixtures/containers.ts";
import { openFrom, sendFrom } from "./fixtures/from-address.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(
  inContainers || process.platform !== "linux",
  "each client needs an address of its own on loopback",
);

const proxy = "127.0.0.2";
const stranger = "127.0.0.3";
const limits = { REQUESTS_PER_ADDRESS: "5", LOGIN_TRIES: "3", TRUSTED_PROXIES: `${proxy}, 127.0.0.64/26` };

function started(site: SecondSite): void {
  test.beforeAll(async () => {
    test.setTimeout(120_000);
    await site.remove();
    await site.stack.up();
  });
  test.afterAll(() => site.remove());
}

/** How many of 40 requests at once nginx refused. */
async function refused(one: () => Promise<{ status: number }>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: 40 }, one));
  return answers.filter(({ status }) => status === 429).length;
}

test.describe("by X-Forwarded-For", () => {
  const site = openSecondSite("behind-a-proxy", limits);
  started(site);

  const as = (client: string, from = proxy, path = "/api/live") =>
    sendFrom(from, site.siteUrl + path, { headers: { "x-forwarded-for": client } });
  const guess = (client: string, from = proxy) =>
    sendFrom(from, `${site.siteUrl}/api/session`, {
      method: "POST",
      headers: { "x-forwarded-for": client },
      json: { email: "user@example.com", password: "a wrong one of many" },
    });

  test("a client that asks too much is refused, and another behind the same proxy isn't", async () => {
    expect(await refused(() => as("203.0.113.1"))).toBeGreaterThan(10);
    expect((await as("203.0.113.2")).status).toBe(200);
  });

  test("two proxies that stand in a row are both passed over", async () => {
    expect(await refused(() => as("203.0.113.3, 127.0.0.65"))).toBeGreaterThan(10);
    expect((await as("203.0.113.4, 127.0.0.65")).status).toBe(200);
  });

  test("what a client claims before its own address changes nothing", async () => {
    let turn = 0;
    const claims = () => {
      turn += 1;
      return as(`198.51.100.${turn}, 203.0.113.5`);
    };
    expect(await refused(claims)).toBeGreaterThan(10);
  });

  test("who is no trusted proxy counts by its own address, whatever it claims", async () => {
    let turn = 0;
    const claims = () => {
      turn += 1;
      return as(`198.51.100.${turn}`, stranger);
    };
    expect(await refused(claims)).toBeGreaterThan(10);
  });

  test("IPv6 addresses of one network count as one, and those of another don't", async () => {
    let turn = 0;
    const oneNetwork = () => {
      turn += 1;
      return as(`2001:db8:1:2::${turn.toString(16)}`);
    };
    expect(await refused(oneNetwork)).toBeGreaterThan(10);
    expect((await as("2001:db8:1:3::1")).status).toBe(200);
  });

  test("the login's throttle counts clients and not the proxy, IPv6 by network, and believes no stranger", async () => {
    const statuses = async (clients: string[], from?: string) => {
      const found: number[] = [];
      for (const client of clients) found.push((await guess(client, from)).status);
      return found;
    };
    expect(await statuses(Array(4).fill("203.0.113.20"))).toEqual([401, 401, 401, 429]);
    expect(await statuses(["203.0.113.21"])).toEqual([401]);
    const network = [1, 2, 3, 4].map((host) => `2001:db8:7:7::${host}`);
    expect(await statuses(network)).toEqual([401, 401, 401, 429]);
    expect(await statuses(["2001:db8:7:8::1"])).toEqual([401]);
    const claimed = [31, 32, 33, 34].map((last) => `203.0.113.${last}`);
    expect(await statuses(claimed, "127.0.0.4")).toEqual([401, 401, 401, 429]);
  });
});

test.describe("by the PROXY protocol", () => {
  const site = openSecondSite("proxy-protocol", { ...limits, PROXY_PROTOCOL: "on" });
  started(site);

  const as = async (client: string, from = proxy, claimed = "198.51.100.1") => {
    const { port } = new URL(site.siteUrl);
    const line = `PROXY TCP4 ${client} 127.0.0.1 4000 ${port}\r\n`;
    const head = `GET /api/live HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ${claimed}\r\nConnection: close\r\n\r\n`;
    const { socket, text } = openFrom(from, Number(port), line + head);
    await new Promise((resolve) => socket.on("close", resolve));
    return { status: Number(/^HTTP\/1.1 (\d+)/.exec(text())?.[1]) };
  };

  test("a client that asks too much is refused, and another behind the same proxy isn't", async () => {
    let turn = 0;
    const claims = () => {
      turn += 1;
      return as("203.0.113.1", proxy, `198.51.100.${turn}`);
    };
    expect(await refused(claims)).toBeGreaterThan(10);
    expect((await as("203.0.113.2")).status).toBe(200);
  });

  test("who is no trusted proxy counts by its own address, whatever its line says", async () => {
    let turn = 0;
    const claims = () => {
      turn += 1;
      return as(`203.0.113.${100 + turn}`, stranger);
    };
    expect(await refused(claims)).toBeGreaterThan(10);
  });
});
