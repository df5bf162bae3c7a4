import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { fill, fillAcl } from "./template.ts";

it("a name without a value is an error, not a gap in the configuration", () => {
  expect(fill("port {{PORT}}", { PORT: 6401 })).toBe("port 6401");
  expect(() => fill("port {{PROT}}", { PORT: 6401 })).toThrow(/\{\{PROT\}\}/);
});

it("an ACL file holds one line a user, hashes in place of passwords, and no comment", () => {
  const template =
    "# Who may what.\n\nuser default off\n\n# The app.\nuser app on #{{APP}} -@all\n  +get\n  +set\n";
  const hash = createHash("sha256").update("secret").digest("hex");
  expect(fillAcl(template, { APP: "secret" })).toBe(
    `user default off\nuser app on #${hash} -@all +get +set\n`,
  );
});
