import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { nodeNames, settings, stack } from "../../e2e/fixtures/stack.ts";
import { partsOf } from "../../stack/topology.ts";

/** The app and the services, at each of which the one cookie is a login. */
export const doors = ["app", "express", "django", "spring"] as const;
export type Door = (typeof doors)[number];
export const services = doors.filter((door) => door !== "app");

export const replicasOf = (door: Door): string[] =>
  door === "app"
    ? nodeNames
    : partsOf(stack.parts, "service").flatMap(({ name }) => (name.startsWith(`${door}-`) ? [name] : []));

/** A door's answer to a request with this cookie: the session that it has, or null for none. */
export interface Said {
  readonly status: number;
  readonly id: string | null;
  readonly node: string | undefined;
  readonly setCookie: string | undefined;
  readonly retryAfter: string | undefined;
}

const whoami = (door: Door) => (door === "app" ? "/api/whoami" : `/${door}/whoami`);

/** Asks through nginx, so the replica that has its turn answers. */
export async function ask(door: Door, request: APIRequestContext, cookie?: string): Promise<Said> {
  const headers = cookie === undefined ? {} : { cookie: `unstuck=${cookie}` };
  const answer = await request.get(whoami(door), { headers, timeout: 20_000 });
  return said(answer.status(), answer.headers(), await answer.text());
}

/** Asks past nginx, each replica by itself. */
export function askReplicas(door: Door, cookie: string): Promise<Said[]> {
  return Promise.all(
    replicasOf(door).map(async (name) => {
      const { host, port } = await stack.address(name);
      const answer = await fetch(`http://${host}:${port}${whoami(door)}`, {
        headers: { cookie: `unstuck=${cookie}`, host: new URL(settings.siteUrl).host },
        signal: AbortSignal.timeout(20_000),
      });
      return { ...said(answer.status, Object.fromEntries(answer.headers), await answer.text()), node: name };
    }),
  );
}

function said(status: number, headers: Readonly<Record<string, string>>, text: string): Said {
  const body = status === 200 ? JSON.parse(text) : {};
  return {
    status,
    id: body.session?.id ?? body.id ?? null,
    node: body.node,
    setCookie: headers["set-cookie"],
    retryAfter: headers["retry-after"],
  };
}

/** Asks through nginx until every replica of a door has answered. */
export async function askEach(door: Door, request: APIRequestContext): Promise<Said[]> {
  const found = new Map<string | undefined, Said>();
  await expect(async () => {
    const answer = await ask(door, request);
    found.set(answer.node, answer);
    expect([...found.keys()].sort()).toEqual(replicasOf(door));
  }, `every replica of ${door} has its turn`).toPass({ timeout: 20_000, intervals: [10] });
  return [...found.values()];
}

/** Signs out as a person does, at one of the doors, and waits until it is acknowledged. */
export async function signOutAt(door: Door, page: Page): Promise<void> {
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  if (door === "express") {
    // Express has no page of its own. A script of the site would do this.
    await page.goto("/express/whoami");
    await page.evaluate(() => fetch("/express/sign-out", { method: "POST" }));
  } else {
    await page.goto(door === "app" ? "/account" : `/${door}/`);
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
  }
  expect((await answered).status(), `the sign-out at ${door} is acknowledged`).toBeLessThan(400);
}

/** Puts something into the cart on a service's page. */
export async function addToCart(door: "django" | "spring", page: Page, item: string): Promise<void> {
  await page.goto(`/${door}/`);
  await page.getByRole("textbox", { name: /^(Add|Item)$/ }).fill(item);
  await page.getByRole("button", { name: /^Add( to the cart)?$/ }).click();
  await expect(page.getByRole("listitem").filter({ hasText: item })).toBeVisible();
}
