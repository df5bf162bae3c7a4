import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePorts } from "../stack/native/free-ports.ts";
import { poll } from "../stack/poll.ts";

let server: ChildProcess;
let port: number;
let state: string;

beforeAll(async () => {
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
      IDP_SECRET: "s".repeat(43),
      IDP_PORT: String(port),
      IDP_STATE: state,
    },
  });
  await poll(isLive, { timeoutMs: 30_000, promise: "the identity provider answers" });
}, 40_000);
afterAll(async () => {
  server.kill("SIGKILL");
  await rm(state, { recursive: true, force: true });
});

const isLive = async () => (await first("GET /live").catch(() => "")).includes(" 200 ");

/** The first line of the answer to a request that is sent as it is written. */
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
