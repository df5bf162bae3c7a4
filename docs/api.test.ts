import path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, it } from "vitest";
import { routes } from "../e2e/fixtures/routes.ts";
import { root } from "../stack/settings.ts";
import { descriptionFile, operationsOf, operationTables, readDescription } from "./api.ts";

const description = await readDescription();
const described = [...operationsOf(description).keys()].sort();

/** As OpenAPI writes parameters: `/api/sessions/{id}`. */
const written = (address: string) => address.replaceAll(/\[(?:\.\.\.)?(\w+)\]/g, "{$1}");
const taken = routes
  .flatMap((route) => route.methods.map((method) => `${method} ${written(route.path)}`))
  .filter((request) => !request.startsWith("OPTIONS "))
  .sort();

const page = `# The HTTP routes

[\`openapi.yaml\`](openapi.yaml) describes every route as OpenAPI 3.1, with its bodies, and this page follows from it.
The pages and forms of the site use the same sessions.

\`\`\`sh
curl -si localhost:8080/api/whoami
curl -si -c jar -H 'content-type: application/json' -d '{"email":"user@example.com","password":"…"}' localhost:8080/api/session
curl -si -b jar localhost:8080/api/whoami
curl -si -b jar -X DELETE localhost:8080/api/session
\`\`\`

- Every answer of a node has \`X-Served-By\` with the node's name, and \`X-Request-Id\`, which both logs have as well.
- Errors under \`/api\` are \`application/problem+json\` (RFC 9457), nginx's own as well. Only a path that nginx cannot read (400, 414) gets a page.
- While Redis is away, a route that needs the session answers 503 with \`Retry-After\`, and the cookie stays valid.
- If one address sends too many requests, the answer is 429.
- A write that a browser sends from another site's page is refused with 403.
- A method that a path does not take is answered 405 with \`Allow\`. \`HEAD\` goes where \`GET\` goes, except under \`/api/auth\`.

${operationTables(description)}

\`npx vitest run docs/api.test.ts --update\` writes this page again. A route without a description fails the same test.
`;

it("the description is valid OpenAPI 3.1, and each of its references leads somewhere", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(descriptionFile);
  expect(errors).toBeUndefined();
  expect({ valid, version: validator.version }).toEqual({ valid: true, version: "3.1" });
  expect(() => validator.resolveRefs()).not.toThrow();
});

it("the validator refuses a description with a response that says nothing (the control)", async () => {
  const responses = { "200": {} };
  const broken = { ...description, paths: { "/api/live": { get: { responses } } } };
  expect((await new Validator().validate(broken)).valid).toBe(false);
});

it("every route with each of its methods is described, and nothing else is", () => {
  expect(taken.length).toBeGreaterThan(30);
  expect(described).toEqual(taken);
});

it("the page says what the description says", async () => {
  await expect(page).toMatchFileSnapshot(path.join(root, "docs/api.md"));
});
