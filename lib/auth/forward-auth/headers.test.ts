import fc from "fast-check";
import { expect, it } from "vitest";
import type { AppSession } from "../sessions.ts";
import { headerText, identityHeaders } from "./headers.ts";

it("text of any script is a header that HTTP takes as it is, and decodeURIComponent gives it back", () => {
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.string());
  fc.assert(
    fc.property(text, (given) => {
      const written = headerText(given);
      return (
        /^[\x20-\x7e]*$/.test(written) &&
        new Headers({ name: written }).get("name") === written &&
        decodeURIComponent(written) === given.toWellFormed()
      );
    }),
    { numRuns: 1000 },
  );
});

it.each([
  ["Ada Lovelace", "Ada Lovelace"],
  ["José Núñez", "Jos%C3%A9 N%C3%BA%C3%B1ez"],
  ["100% 名", "100%25 %E5%90%8D"],
  ["a\r\nX-Auth-Roles: operator", "a%0D%0AX-Auth-Roles: operator"],
  [" a ", "%20a%20"],
  ["\ud800", "%EF%BF%BD"],
])("%j is written %j", (text, written) => {
  expect(headerText(text)).toBe(written);
});

it("all four are there, whatever a session lacks, and an operator is a user as well", () => {
  const session = { user: "u-1", data: { email: "", name: "Ada", role: "operator" } } as AppSession;
  expect(identityHeaders(session)).toEqual({
    "x-auth-user": "u-1",
    "x-auth-email": "",
    "x-auth-name": "Ada",
    "x-auth-roles": "operator,user",
  });
});
