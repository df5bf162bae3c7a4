import { expect, it, vi } from "vitest";

vi.mock("../env.ts", () => ({ env: () => ({ OIDC_ISSUER: "https://login.example.com" }) }));

const { companyProvider } = await import("./company.ts");

it("of what the identity provider gives with a sign-on, no token is kept", () => {
  const given = { access_token: "a", refresh_token: "r", id_token: "i" };
  expect(companyProvider().account?.(given as never)).toEqual({});
});
