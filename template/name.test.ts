import { expect, it } from "vitest";
import { mayNameOrigin, mentionsOf, parseName, renamed } from "./name.ts";

it.each([
  ["orders", "orders", "orders"],
  ["@acme/orders-desk", "orders-desk", "orders_desk"],
  ["42.shop", "42.shop", "app_42_shop"],
])("%s is a name, of cookies and keys %s and of metrics %s", (given, plain, snake) => {
  expect(parseName(given)).toEqual({ npm: given, plain, snake });
});

it.each([
  "",
  "Orders",
  "-orders",
  "orders-",
  "or  ders",
  "a--b",
  "@acme",
  "@/orders",
  "../up",
  "http",
  "x".repeat(215),
])("%j is no name, and the error says what one is", (given) =>
  expect(() => parseName(given)).toThrow("NAME must be a name for an npm package"),
);

it("every form of the name is replaced, each by the one that its place can have, and the store's package keeps its own", () => {
  const name = parseName("@acme/orders-desk");
  const text =
    "Unstuck UNSTUCK_OWNER __Host-unstuck unstuck:{user} unstuck_requests_total unstuck-secrets:local @unstuck/session";
  expect(renamed(text, name)).toBe(
    "orders-desk ORDERS_DESK_OWNER __Host-orders-desk orders-desk:{user} orders_desk_requests_total orders-desk-secrets:local @unstuck/session",
  );
  expect(mentionsOf(renamed(text, name))).toEqual([]);
  expect(mentionsOf(`one\n${text}`), "the control: what wasn't replaced is found").toEqual([text]);
});

it("only the license and the store may name where the project comes from", () => {
  expect(["LICENSE", "lib/session/keys.ts", "lib/auth/iron.ts", "README.md"].map(mayNameOrigin)).toEqual([
    ...[true, true, false, false],
  ]);
});
