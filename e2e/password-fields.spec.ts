/*
 * Section: Signing in
 * Promise: Password fields hide what is typed, and accept pasted text and password managers.
 */
import { newPerson, signInAs } from "./fixtures/person.ts";
import { expect, test } from "./fixtures/test.ts";

for (const { path, fields, signedIn } of [
  { path: "/login", fields: ["current-password"], signedIn: false },
  { path: "/sign-up", fields: ["new-password"], signedIn: false },
  { path: "/account/password", fields: ["current-password", "new-password"], signedIn: true },
]) {
  test(`the password fields of ${path} hide what is typed, and take what is pasted or a password manager fills in`, async ({
    page,
    node,
  }) => {
    if (signedIn) await signInAs(page, await newPerson(node));
    await page.goto(path);
    const inputs = page.locator('input[autocomplete$="-password"]');
    expect(await inputs.evaluateAll((all) => all.map((one) => one.getAttribute("autocomplete")))).toEqual(
      fields,
    );
    expect(await page.locator('input[type="password"]').count(), "each is hidden").toBe(fields.length);
    for (const input of await inputs.all()) {
      await expect(input).toHaveAttribute("type", "password");
      const prevented = await input.evaluate((one) => {
        const paste = new ClipboardEvent("paste", {
          bubbles: true,
          cancelable: true,
          clipboardData: new DataTransfer(),
        });
        one.dispatchEvent(paste);
        return paste.defaultPrevented;
      });
      expect(prevented, "pasting is not prevented").toBe(false);
      await input.fill("a long walk in the rain");
      await expect(input).toHaveValue("a long walk in the rain");
    }
  });
}
