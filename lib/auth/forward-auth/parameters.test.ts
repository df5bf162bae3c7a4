import { expect, it } from "vitest";
import { readParameters } from "./parameters.ts";

const read = (query: string) => readParameters(new URLSearchParams(query));

it("a location without parameters lets every user in; what is empty counts as left out, as nginx writes it", () => {
  const plain = { role: "user", audience: undefined, redirects: false };
  for (const query of ["", "role=&audience=", "sign-in="]) expect(read(query), query).toEqual(plain);
});

it("a location names its role, its audience and the redirect", () => {
  expect(read("audience=reports&role=operator&sign-in=redirect")).toEqual({
    role: "operator",
    audience: "reports",
    redirects: true,
  });
});

it.each([
  "roles=operator",
  "Role=operator",
  "role=Operator",
  "role=admin",
  "role=operator&role=user",
  "audience=a%20b",
  "audience=%C3%A9",
  `audience=${"a".repeat(201)}`,
  "sign-in=yes",
])("%s is refused: a location with a mistake in it opens nothing", (query) => {
  expect(read(query)).toHaveProperty("problem");
});
