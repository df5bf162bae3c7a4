import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { NextRequest } from "next/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from "vitest";
import { log } from "../../node/log.ts";
import { clientSecret, TestBrowser, TestProvider } from "../testing/provider.ts";

let browser = new TestBrowser();
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "user-agent": "Test", "x-forwarded-for": "192.0.2.7" }),
  cookies: async () => ({
    has: (name: string) => browser.site.has(name),
    get: (name: string) => (browser.site.has(name) ? { name, value: browser.site.get(name) } : undefined),
  }),
}));

const key = "k".repeat(44);
const site = "http://localhost:8080";
let provider: TestProvider;
/** The statuses of the site's answers to the provider's logouts. */
const told: number[] = [];
const entrance = createServer(async (request, response) => {
  const { POST } = await import("../../../app/api/auth/backchannel-logout/route.ts");
  const headers = { "content-type": request.headers["content-type"] ?? "" };
  const answer = await POST(new Request(site, { method: "POST", headers, body: await text(request) }));
  told.push(answer.status);
  response.writeHead(answer.status).end(await answer.text());
});
let begin: typeof import("./begin.ts").beginSignOn;
let finish: typeof import("./finish.ts").finishSignOn;
let cookieLine: typeof import("./finish.ts").cookieLine;
let unsealToken: typeof import("../iron.ts").unsealToken;
let sessions: typeof import("../sessions.ts").sessions;
let isProven: typeof import("../step-up.ts").isProven;

beforeAll(async () => {
  await new Promise<void>((listening) => entrance.listen(0, "127.0.0.1", listening));
  const logoutUri = `http://127.0.0.1:${(entrance.address() as AddressInfo).port}/`;
  provider = await TestProvider.start("A".repeat(3000), logoutUri);
  for (const name of ["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS", "AUTH_SECRETS"])
    vi.stubEnv(name, key);
  for (const [name, value] of Object.entries({
    NODE_NAME: "app-a",
    REDIS_URL: inject("redisUrls").standalone,
    SITE_URL: site,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: "unstuck",
    OIDC_CLIENT_SECRET: clientSecret,
    STEP_UP_SECONDS: "300",
  }))
    vi.stubEnv(name, value);
  ({ beginSignOn: begin } = await import("./begin.ts"));
  ({ finishSignOn: finish, cookieLine } = await import("./finish.ts"));
  ({ unsealToken } = await import("../iron.ts"));
  ({ sessions } = await import("../sessions.ts"));
  ({ isProven } = await import("../step-up.ts"));
});
afterAll(async () => {
  await provider.close();
  entrance.close();
});
let lines: string[] = [];
beforeEach(() => {
  browser = new TestBrowser();
  lines = [];
  vi.spyOn(log(), "error").mockImplementation((...said: unknown[]) => void lines.push(String(said.at(-1))));
});
afterEach(() => {
  provider.oddities = {};
  vi.restoreAllMocks();
  // The node then asks for the provider's metadata again.
  delete (globalThis as Record<symbol, unknown>)[Symbol.for("unstuck.company-discovery")];
});

/**
 * Presses the button.
 * @returns Where the browser goes.
 */
async function press(next = "/account", stepUp = false): Promise<string> {
  const begun = await begin(next, { stepUp, names: [...browser.site.keys()] });
  if (begun.status === "failed") throw new Error(begun.error);
  browser.keep(begun.cookies.map(cookieLine));
  return begun.url;
}

/**
 * Handles the browser's return from the provider.
 * @returns Where the site sends the browser.
 */
async function back(url: URL): Promise<string> {
  const answer = await finish(new NextRequest(url, { headers: { cookie: browser.siteCookies } }));
  browser.keep(answer.headers.getSetCookie());
  return (answer.headers.get("location") ?? "").replace(site, "");
}

async function session() {
  const read = await sessions().read((await unsealToken(browser.site.get("unstuck"))) ?? "");
  return read.status === "alive" ? read.session : undefined;
}

it("a sign-on begins a session and leaves no cookie of its own (the control of those below)", async () => {
  expect(await back(await browser.walk(await press("/lessons?x=1#y")))).toBe("/lessons?x=1#y");
  expect(await session()).toMatchObject({ metadata: { signInMethod: "company" } });
  expect([...browser.site.keys()]).toEqual(["unstuck"]);
});

it("a display name of 3,000 letters is cut to the length that the sign-up takes", async () => {
  await back(await browser.walk(await press()));
  expect((await session())?.data.name).toBe("A".repeat(100));
});

describe("two tabs", () => {
  it("each finish their own sign-on, whichever is first, and go where each wanted to", async () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      browser = new TestBrowser();
      const begun = [await press("/account?tab=0"), await press("/account?tab=1")];
      for (const tab of order)
        expect(await back(await browser.walk(begun[tab] ?? ""))).toBe(`/account?tab=${tab}`);
      expect(await session()).toBeDefined();
    }
  });

  it("more than four begun and not finished push the oldest out, so that the cookies always fit", async () => {
    const now = Date.now();
    const begun: string[] = [];
    for (let tab = 0; tab < 6; tab += 1) {
      vi.useFakeTimers({ now: now + tab * 1000, toFake: ["Date"] });
      begun.push(await press(`/account?tab=${tab}`));
    }
    vi.useRealTimers();
    expect(browser.site.size).toBe(4);
    expect(browser.siteCookies.length).toBeLessThan(3000);
    expect(await back(await browser.walk(begun[0] ?? ""))).toBe("/login?error=SignOnElsewhere");
    expect(await back(await browser.walk(begun[2] ?? ""))).toBe("/account?tab=2");
  });
});

describe("a step-up", () => {
  const path = "/account/end-sessions?which=others";
  const told = (why: string) => `${path}&sign-on=${why}`;

  it("asks for a sign-in with prompt=login and max_age, and an ordinary sign-on for neither", async () => {
    const asked = new URL(await press(path, true)).searchParams;
    expect([asked.get("prompt"), asked.get("max_age")]).toEqual(["login", "300"]);
    const ordinary = new URL(await press()).searchParams;
    expect([ordinary.get("prompt"), ordinary.get("max_age")]).toEqual([null, null]);
  });

  it("by a sign-in of now is a proof, by the session's own clock and not by a node's", async () => {
    expect(await back(await browser.walk(await press(path, true)))).toBe(path);
    for (const node of [0, 120_000, -120_000]) {
      vi.useFakeTimers({ now: Date.now() + node, toFake: ["Date"] });
      const proven = await session();
      expect(proven && isProven(proven), `on a node that is ${node} ms fast`).toBe(true);
      vi.useRealTimers();
    }
  });

  it.each([
    [
      "ignores prompt=login and tells of an earlier sign-in",
      { ignoresPrompt: true, signedInBefore: 301 },
      "stale",
    ],
    ["leaves auth_time out", { omitsAuthTime: true }, "unsaid"],
    ["tells of a sign-in that is still to come", { signedInBefore: -3600 }, "unsaid"],
  ])("at a provider that %s is no proof, and the page is told", async (_, oddities, why) => {
    provider.oddities = oddities;
    expect(await back(await browser.walk(await press(path, true)))).toBe(told(why));
    const begun = await session();
    expect(begun, "the person is signed in").toBeDefined();
    expect(begun && isProven(begun)).toBe(false);
  });

  it("an ordinary sign-on by a click, hours after the sign-in at the provider, is no proof either", async () => {
    provider.oddities = { signedInBefore: 7200 };
    expect(await back(await browser.walk(await press()))).toBe("/account");
    const begun = await session();
    expect(begun && isProven(begun)).toBe(false);
  });

  it("that the person cancels at the provider comes back to the page that wanted it", async () => {
    const url = new URL(`${site}/api/auth/callback/company?error=access_denied`);
    url.searchParams.set("state", new URL(await press(path, true)).searchParams.get("state") ?? "");
    url.searchParams.set("iss", provider.issuer);
    expect(await back(url)).toBe(told("OAuthCallbackError"));
  });
});

describe("a logout at the provider", () => {
  it("ends the session that began by it, and not the one of another browser", async () => {
    await back(await browser.walk(await press()));
    const first = browser;
    browser = new TestBrowser();
    await back(await browser.walk(await press()));
    await first.signOut(provider.issuer);
    expect(told.at(-1)).toBe(200);
    expect(await session(), "of the other browser").toBeDefined();
    browser = first;
    expect(await session()).toBeUndefined();
  });

  it("while somebody is on the way back from there ends that sign-on, and the page says so", async () => {
    // The code is exchanged, and the session doesn't exist yet: the logout comes during the look-up
    // of the account.
    const url = await browser.walk(await press());
    const { companyLogouts } = await import("../company-logout.ts");
    const expecting = companyLogouts().expect.bind(companyLogouts());
    vi.spyOn(companyLogouts(), "expect").mockImplementationOnce(async (...of) => {
      await browser.signOut(provider.issuer);
      return expecting(...of);
    });
    expect(await back(url)).toBe("/login?error=ProviderEndedSession");
    expect(await session()).toBeUndefined();
  });
});

describe("what goes wrong is said by its true cause, with the setting", () => {
  it.each([
    ["calls itself by a slash more", (issuer: string) => `${issuer}/`],
    ["is another one", () => "https://other.example"],
  ])("a provider that %s: both names are in the log, before anybody leaves", async (_, callsItself) => {
    const name = callsItself(provider.issuer);
    provider.oddities = { callsItself: name };
    await expect(press()).rejects.toThrow("ProviderIssuer");
    expect(lines.join()).toContain(`calls itself ${name}, and OIDC_ISSUER is ${provider.issuer}.`);
  });

  it("a provider that changes its name while somebody is there", async () => {
    const url = await browser.walk(await press());
    provider.oddities = { callsItself: `${provider.issuer}/` };
    expect(await back(url)).toBe("/login?error=ProviderIssuer");
    expect(lines.join()).toContain(`calls itself ${provider.issuer}/`);
    expect(lines.join()).toContain("OIDC_ISSUER");
  });

  it("a provider that isn't reached, at the start and at the end", async () => {
    const url = await browser.walk(await press());
    provider.oddities = { isAway: true };
    expect(await back(url)).toBe("/login?error=ProviderUnreachable");
    delete (globalThis as Record<symbol, unknown>)[Symbol.for("unstuck.company-discovery")];
    await expect(press()).rejects.toThrow("ProviderUnreachable");
    expect(lines.filter((line) => line.includes(`OIDC_ISSUER=${provider.issuer}`))).toHaveLength(2);
  });

  it("a provider that knows another secret", async () => {
    const url = await browser.walk(await press());
    provider.oddities = { forgotSecret: true };
    expect(await back(url)).toBe("/login?error=ProviderClient");
    expect(lines.join()).toContain("OIDC_CLIENT_SECRET");
  });

  it("an answer that comes a second time, or to a browser that didn't begin", async () => {
    const url = await browser.walk(await press());
    const copy = new Map(browser.site);
    expect(await back(url)).toBe("/account");
    expect(await back(url), "the same browser has finished it").toBe("/login?error=SignOnElsewhere");
    browser = new TestBrowser();
    for (const [name, value] of copy) browser.site.set(name, value);
    expect(await back(url)).toBe("/login?error=SignOnOver");
    browser = new TestBrowser();
    expect(await back(url)).toBe("/login?error=SignOnElsewhere");
    expect(await session()).toBeUndefined();
  });
});
