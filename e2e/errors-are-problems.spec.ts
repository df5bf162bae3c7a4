/*
 * Section: Attacks and limits
 * Promise: Every error under `/api` is `application/problem+json`.
 * Control: Elsewhere nginx answers with a page.
 */
import { connect } from "node:net";
import { serverActions } from "./fixtures/actions.ts";
import { inContainers } from "./fixtures/containers.ts";
import { written } from "./fixtures/kept.ts";
import { linesOf } from "./fixtures/log.ts";
import { nodeNames, settings } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

interface Raw {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Sends bytes as they are, since HTTP clients refuse to send such requests. */
function raw(head: string, body = ""): Promise<Raw> {
  const { hostname, port, host } = new URL(settings.siteUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = "";
    socket.setEncoding("utf8");
    socket.setTimeout(15_000, () => socket.destroy(new Error(`no answer to ${head.slice(0, 80)}`)));
    socket.on("data", (chunk: string) => {
      text += chunk;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const [top = "", ...rest] = text.split("\r\n\r\n");
      const [first = "", ...lines] = top.split("\r\n");
      const headers = lines.map((line) => /^([^:]+): ?(.*)$/.exec(line) ?? []);
      resolve({
        status: Number(first.split(" ")[1]),
        headers: new Map(headers.map(([, name = "", value = ""]) => [name.toLowerCase(), value])),
        // The lengths of chunks stay in the body: the text that this test looks for comes in one
        // chunk.
        body: rest.join("\r\n\r\n"),
      });
    });
    socket.write(`${head.replaceAll("HOST", host)}Connection: close\r\n\r\n${body}`);
  });
}

const to = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, "Host: HOST", ...headers, ""].join("\r\n");
const long = (length: number) => "x".repeat(length);
const multipart = "Content-Type: multipart/form-data; boundary=x";

/** Each way to get an error under /api, with its status. */
const refused: Record<string, [number, string, string?]> = {
  "a path that no route takes": [404, to("GET /api/nothing")],
  "a sign-on's end without a provider": [404, to("GET /api/auth/callback")],
  "the start of all routes": [404, to("GET /api")],
  "a write to a path that no route takes": [404, to("POST /api/nothing", "Content-Length: 2"), "{}"],
  "a word that Auth.js doesn't know": [404, to("GET /api/auth/foo")],
  "a provider that is not there": [404, to("GET /api/auth/callback/foo?code=x")],
  "the metrics, which stay inside": [404, to("GET /api/metrics")],
  "the question of a proxy, which stays inside": [404, to("GET /api/forward-auth")],
  "the same by a write": [404, to("POST /api/forward-auth", "Content-Length: 2"), "{}"],
  "a method that the route lacks": [405, to("PUT /api/whoami", "Content-Length: 2"), "{}"],
  "HEAD where there is no GET": [405, to("HEAD /api/session")],
  "HEAD of a sign-on's end": [405, to("HEAD /api/auth/signout")],
  TRACE: [405, to("TRACE /api/whoami")],
  "a method that nobody knows": [405, to("INVENTED /api/whoami")],
  "a body above 1 MB": [413, to("POST /api/session", "Content-Length: 2000000")],
  "a path that is no UTF-8": [400, to("DELETE /api/sessions/%ff")],
  "an overlong form of a slash": [400, to("GET /api/sessions/%c0%af")],
  "a body that is no JSON": [
    400,
    to("POST /api/session", "Content-Type: application/json", "Content-Length: 1"),
    "{",
  ],
  "a body of another type": [415, to("POST /api/session", "Content-Length: 1"), "{"],
  "a header above 7 kB": [431, to("GET /api/whoami", `X-Long: ${long(7200)}`)],
  "headers that are above 14 kB together": [
    431,
    to("GET /api/whoami", ...[1, 2, 3].map((name) => `X-Long-${name}: ${long(6000)}`)),
  ],
  "a length that is none": [400, to("POST /api/session", "Content-Length: x")],
  "an encoding that nobody knows": [501, to("POST /api/session", "Transfer-Encoding: foo")],
  "a write by nobody": [401, to("DELETE /api/sessions")],
  "a write from another site": [
    403,
    to("DELETE /api/sessions", "Origin: https://evil.example", "Sec-Fetch-Site: cross-site"),
  ],
};

for (const [what, [status, head, body]] of Object.entries(refused)) {
  test(`under /api, ${what} is answered with ${status} as application/problem+json`, async () => {
    const answer = await raw(head, body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-request-id")).toMatch(/^\w{32}$/);
    if (status === 405) expect(answer.headers.get("allow")).toMatch(/^[A-Z]+(, [A-Z]+)*$/);
    if (!head.startsWith("HEAD"))
      expect(JSON.parse(/\{.*\}/s.exec(answer.body)?.[0] ?? "")).toMatchObject({
        type: "about:blank",
        status,
      });
  });
}

test("what nginx refuses elsewhere is a page that says so, and so is a path that it could not read", async () => {
  const pages: [number, string][] = [
    [405, to("TRACE /")],
    [405, to("INVENTED /login")],
    [400, to("GET /%ff")],
    [400, to("GET /api/%")],
    [413, to("POST /login", "Content-Length: 2000000")],
    [414, to(`GET /api/${long(8000)}`)],
    [431, to("GET /", `X-Long: ${long(7200)}`)],
  ];
  for (const [status, head] of pages) {
    const answer = await raw(head);
    expect(answer.status, head.slice(0, 40)).toBe(status);
    expect(answer.headers.get("content-type"), head.slice(0, 40)).toBe("text/html");
    expect(answer.body, head.slice(0, 40)).toContain("Your login is not touched");
    expect(answer.body, "what the page is to say was filled in").not.toContain("<!--#");
  }
});

/** Requests such as a scanner posts to pages. */
async function garbage(): Promise<Record<string, [string, string]>> {
  const [action] = (await serverActions()).filter(({ page }) => page === "/login");
  const id = action?.id ?? "";
  const part = (name: string, value: string) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--x--\r\n`;
  const call = (...headers: string[]) => ["Origin: ORIGIN", ...headers].join("\r\n");
  return {
    "a form that is none": [call(multipart), "garbage"],
    "a form without a boundary": [call("Content-Type: multipart/form-data"), "garbage"],
    "an empty form": [call(multipart), ""],
    "a form that names no action": [call(multipart), part("a", "b")],
    "a form that names an action that can't be": [call(multipart), part("$ACTION_ID_foo", "")],
    "a form whose action closed over nonsense": [
      call(multipart),
      `--x\r\nContent-Disposition: form-data; name="$ACTION_REF_1"\r\n\r\n\r\n${part("$ACTION_1:0", `{"id":"${id}","bou`)}`,
    ],
    "a call of an action that can't be": [call("Next-Action: foo"), "[]"],
    "a call with nonsense": [call(`Next-Action: ${id}`, "Content-Type: text/plain"), "garbage"],
    "a call with a form that is none": [call(`Next-Action: ${id}`, multipart), "garbage"],
  };
}

test("what a scanner posts to any page is refused with 400, and no node logs an error", async () => {
  const origin = new URL(settings.siteUrl).origin;
  const before = await errorLines();
  for (const path of ["/", "/login", "/account", "/nothing", "/proofs"]) {
    for (const [what, [headers, body]] of Object.entries(await garbage())) {
      const answer = await raw(
        to(`POST ${path}`, headers.replace("ORIGIN", origin), `Content-Length: ${body.length}`),
        body,
      );
      expect(answer.status, `${what} to ${path}`).toBe(400);
    }
  }
  expect(await errorLines()).toEqual(before);
});

/** The nodes' lines about errors: their own, and those of Next.js, which are no JSON. */
async function errorLines(): Promise<string[]> {
  const own = await Promise.all(
    nodeNames.map(async (name) =>
      (await linesOf(name)).filter(({ level }) => level === "error").map((line) => JSON.stringify(line)),
    ),
  );
  const foreign = (await written())
    .filter(({ where }) => nodeNames.some((name) => where.endsWith(inContainers ? name : `logs/${name}.log`)))
    .flatMap(({ text }) =>
      text.split("\n").filter((line) => /^(?:.. )?(?:⨯|\w*Error:)|^\W+ \w*Error:/.test(line)),
    );
  return [...own.flat(), ...foreign];
}

test("a page that only begins as one that has no Content-Security-Policy has one, and takes nothing from another site", async () => {
  for (const path of ["/proofs", "/icon.svgx", "/iconXsvg", "/_next/images"]) {
    const page = await raw(to(`GET ${path}`));
    expect(page.headers.get("content-security-policy"), path).toContain("'strict-dynamic'");
    const write = await raw(
      to(
        `POST ${path}`,
        "Origin: https://evil.example",
        "Sec-Fetch-Site: cross-site",
        multipart,
        "Content-Length: 7",
      ),
      "garbage",
    );
    expect(write.status, path).toBe(403);
  }
});

test("cookies that nobody can decode are no cookies", async () => {
  for (const cookie of ["theme=%", "unstuck=%", "sign-on.%=%; authjs.csrf-token=%"]) {
    for (const path of ["/api/whoami", "/", "/login", "/api/auth/session"]) {
      expect((await raw(to(`GET ${path}`, `Cookie: ${cookie}`))).status, `${cookie} to ${path}`).toBe(200);
    }
  }
});
