/*
 * Section: Signing in
 * Promise: A signed-in person who opens a sign-in link reaches the page behind it.
 * Control: A link to another site leads to the account page instead.
 */
import { beginSignOn, finishSignOn } from "./fixtures/company.ts";
import { signInByApi, user } from "./fixtures/site.ts";
import { expect, test } from "./fixtures/test.ts";

test("who is signed in already and opens the sign-in of a page is led to that page", async ({ request }) => {
  await signInByApi(request);
  for (const [asked, led] of [
    ["/login?next=%2Faccount%2Fpassword", "/account/password"],
    ["/login", "/account"],
    ["/login?next=https%3A%2F%2Fevil.example", "/account"],
  ] as const) {
    const answer = await request.get(asked, { maxRedirects: 0 });
    expect(answer.status(), asked).toBe(307);
    expect(answer.headers().location, asked).toBe(led);
  }
});

test("the session's cookie has a Max-Age through the company door as through the other", async ({ page }) => {
  await beginSignOn(page);
  const answered = page.waitForResponse((response) => response.url().includes("/api/auth/callback/company"));
  await finishSignOn(page, user.email);
  const cookies = (await (await answered).headersArray()).filter(({ name }) => /^set-cookie$/i.test(name));
  const session = cookies.map(({ value }) => value).find((value) => /^unstuck=[^;]/.test(value));
  expect(Number(/; *Max-Age=(\d+)/i.exec(session ?? "")?.[1])).toBeGreaterThan(60);
});
