import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../lib/session/testing/free-ports.ts";
import { poll } from "../lib/session/testing/poll.ts";
import { bodyOf } from "./body.ts";

let server: ChildProcess;
/** Stands for the site when it receives logouts: it refuses the first two. */
let site: Server;
const statuses = [503, 503, 200];
const told: string[] = [];
let port: number;
let state: string;

beforeAll(async () => {
  site = createServer(async (request, response) => {
    told.push(await bodyOf(request));
    response.writeHead(statuses[told.length - 1] ?? 200).end();
  });
  await new Promise<void>((listening) => site.listen(0, "127.0.0.1", listening));
  port = await freePorts(1);
  state = await mkdtemp(path.join(tmpdir(), "unstuck-idp-"));
  const file = fileURLToPath(new URL("server.ts", import.meta.url));
  server = spawn(process.execPath, ["--import", "tsx", file], {
    stdio: "ignore",
    env: {
      NODE_ENV: "production",
      OIDC_ISSUER: `http://localhost:${port}`,
      OIDC_CLIENT_ID: "unstuck",
      OIDC_CLIENT_SECRET: "s".repeat(43),
      SITE_URL: "http://localhost:8080",
      SITE_BACKCHANNEL_URL: `http://127.0.0.1:${(site.address() as AddressInfo).port}`,
      IDP_SECRET: "s".repeat(43),
      IDP_PORT: String(port),
      IDP_STATE: state,
    },
  });
  await poll(isLive, { timeoutMs: 30_000, promise: "the identity provider answers" });
}, 40_000);
afterAll(async () => {
  server.kill("SIGKILL");
  site.close();
  await rm(state, { recursive: true, force: true });
});

const isLive = async () => (await first("GET /live").catch(() => "")).includes(" 200 ");

/** The first line of the answer to a request that is sent exactly as written. */
function first(line: string, headers = `Host: localhost:${port}\r\n`): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setTimeout(5000, () => socket.destroy(new Error(`no answer to ${line}`)));
    socket.on("data", (chunk) => {
      text += String(chunk);
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text.split("\r\n")[0] ?? ""));
    socket.write(`${line} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
  });
}

test.each([
  ...[
    "GET //",
    "GET //:",
    "GET ///",
    "GET http://[",
    "GET http://",
    "GET //[::",
    "POST //",
    "GET /%",
    "GET /%ff",
  ],
  ...["GET /interaction/x", "POST /interaction/x", "GET /auth?client_id=%", "OPTIONS *", "GET /..//"],
])("%s, which a page of any site can send, doesn't end the identity provider", async (line) => {
  expect(await first(line)).toMatch(/^HTTP\/1\.1 [2-4]\d\d /);
  expect(server.exitCode).toBeNull();
  expect(await isLive()).toBe(true);
});

test("a logout that an administrator orders is sent until the site takes it, and by nobody without the client's secret", async () => {
  const order = (secret: string) =>
    fetch(`http://localhost:${port}/people/company-1/sessions`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${secret}` },
    });
  expect((await order("x".repeat(43))).status).toBe(401);
  expect((await order("s".repeat(43))).status).toBe(202);
  const isTaken = async () => told.length === statuses.length;
  await poll(isTaken, { timeoutMs: 10_000, promise: "the provider sends it again after each 503" });

  const issuer = `http://localhost:${port}`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  const ids = new Set<unknown>();
  for (const body of told) {
    const token = new URLSearchParams(body).get("logout_token") ?? "";
    const { payload } = await jwtVerify(token, keys, { issuer, audience: "unstuck", maxTokenAge: 60 });
    expect(payload).toMatchObject({
      sub: "company-1",
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    expect(payload).not.toHaveProperty("sid");
    expect(payload).not.toHaveProperty("nonce");
    expect(payload.exp).toBeGreaterThan(payload.iat ?? 0);
    ids.add(payload.jti);
  }
  expect(ids.size, "each has an id of its own").toBe(told.length);
});
