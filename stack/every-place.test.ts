import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSettings as readIdentityProvider } from "../identity-provider/settings.ts";
import { parseEnv } from "../lib/env.ts";
import { appSettings } from "./compose/image/app-settings.ts";
import { readComposeSettings } from "./compose/settings.ts";
import { formatEnvFile, givenIn, parseEnvFile } from "./env-file.ts";
import { ensureSecrets, pickSecrets, secretNames, temporarySecrets } from "./secrets.ts";
import { port, readEnvironment } from "./settings.ts";

// The value of a setting must not depend on its place: the shell, .env, or a secret file of a
// container.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "unstuck-places-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let files = 0;
async function fileOf(content: string): Promise<string> {
  files += 1;
  const file = path.join(folder, `${files}.env`);
  await writeFile(file, content);
  return file;
}

/** A file as Node.js itself reads it, which is how a container's parts get theirs. */
async function asNodeReads(content: string): Promise<Record<string, string>> {
  const args = [`--env-file=${await fileOf(content)}`, "-p", "JSON.stringify(process.env)"];
  const { stdout } = await execa(process.execPath, args, { env: {}, extendEnv: false });
  return JSON.parse(stdout);
}

/** Special characters as they come in secrets: all of them, but for one kind of quotes each. */
const specials = {
  "no double quotes": "p@ss/w:rd+?#&%$!'`=\\n\\~ü{}^ end",
  "no single quotes": 'p@ss/w:rd+?#&%$!"`=\\n\\~ü{}^ end',
  "no backquotes": "p@ss/w:rd+?#&%$!'\"=\\n\\~ü{}^ end",
};
const secretOf = (special: string) => `${special}${"k".repeat(44)}`;

describe.each(Object.entries(specials))("a secret with special characters, %s", (_, special) => {
  const value = secretOf(special);
  const secrets = Object.fromEntries(secretNames.map((name) => [name, value]));

  it("is the same in the shell, surrounded by space and line ends", () => {
    const shell = Object.fromEntries(secretNames.map((name) => [name, ` ${value}\r\n`]));
    const env = parseEnv({ NODE_NAME: "a", REDIS_URL: "redis://h", ...readEnvironment(shell, "nowhere") });
    expect(env).toMatchObject({
      SESSION_SEAL_KEYS: [value],
      OIDC_CLIENT_SECRET: value,
    });
  });

  it.each(["\n", "\r\n"])("is the same in quotes in .env, with lines that end in %j", async (end) => {
    const quote = ["'", "`"].find((mark) => !value.includes(mark));
    if (!quote) return;
    const lines = secretNames.map(
      (name, nth) => `${nth % 2 ? "export " : ""}${name} = ${quote}${value}${quote} # mine`,
    );
    const file = await fileOf(lines.join(end) + end);
    expect(await ensureSecrets(file), "nothing is missing").toEqual([]);
    expect(pickSecrets(readEnvironment({}, file))).toEqual(secrets);
  });

  it("is the same for a container's part, which reads it from a file", async () => {
    if (!["'", "`"].some((quote) => !value.includes(quote))) return;
    expect(await asNodeReads(formatEnvFile(secrets))).toMatchObject(secrets);
  });
});

it("a secret with a # that .env would take for a comment is refused by name, and a comment is one", async () => {
  for (const line of [
    "DEMO_PASSWORD=hunter2#3",
    "  export DEMO_PASSWORD = hunter2#",
    "A=1\nDEMO_PASSWORD=a#b\n",
  ]) {
    const file = await fileOf(line);
    const problem = await ensureSecrets(file).catch((error: Error) => error.message);
    expect(problem, line).toContain("DEMO_PASSWORD has a # in it");
    expect(problem, line).not.toContain("hunter2");
    expect(() => readEnvironment({}, file), line).toThrow("DEMO_PASSWORD has a # in it");
  }
  expect(parseEnvFile("A=1 # one\nB='2#3'\nC=\"4#5\" # five\n# D=6#7\nE=\nF=#8\n")).toEqual({
    ...{ A: "1", B: "2#3", C: "4#5", E: "", F: "" },
  });
});

it("what a container's file can't hold is refused by name, without its value", () => {
  for (const value of ["hunter2\nX=1", `hunter2'"\``, `hunter2'\`\\n`])
    expect(() => formatEnvFile({ OIDC_CLIENT_SECRET: value })).toThrow(
      /^OIDC_CLIENT_SECRET has (?!.*hunter2)/,
    );
});

it("an empty value in the shell leaves the one in .env, and one that is empty everywhere is unset", async () => {
  const file = await fileOf("SITE_URL=http://localhost:1\nLOGIN_TRIES=\nSESSION_CAP=' '\n");
  expect(readEnvironment({ SITE_URL: " ", PORT: "\n" }, file)).toEqual({ SITE_URL: "http://localhost:1" });
  expect(readEnvironment({ SITE_URL: "http://localhost:2" }, file)).toEqual({
    SITE_URL: "http://localhost:2",
  });
});

describe("with Compose", () => {
  const secrets = { ...temporarySecrets(), REDIS_APP_PASSWORD: "p@ss/w:rd+?#&%$!'\"=\\~ü" };
  const parsed = async (given: Record<string, string>) => {
    const settings = appSettings(givenIn(given), secrets, "http://localhost:8080", "http://localhost:8090");
    return parseEnv({ NODE_NAME: "app-a", ...(await asNodeReads(formatEnvFile(settings))) });
  };

  it("a provider's settings reach the app as they are meant", async () => {
    const given = {
      OIDC_ISSUER: " HTTPS://Login.Example/Realm/\r\n",
      OIDC_CLIENT_ID: "unstuck \n",
      OIDC_CLIENT_SECRET: ` ${specials["no backquotes"]}\n`,
    };
    expect(await parsed(given)).toMatchObject({
      OIDC_ISSUER: "https://login.example/Realm/",
      OIDC_CLIENT_ID: "unstuck",
      OIDC_CLIENT_SECRET: specials["no backquotes"],
    });
    expect((await parsed(given)).OIDC_BACKCHANNEL_URL).toBeUndefined();
  });

  it("those that are empty are as if they weren't there", async () => {
    const empty = {
      OIDC_ISSUER: "",
      OIDC_CLIENT_ID: " ",
      OIDC_CLIENT_SECRET: "\n",
      DEMO_MODE: " ",
      LISTEN: "",
    };
    expect(await parsed(empty)).toEqual(await parsed({}));
  });

  it("the identity provider's file is read as the app's", async () => {
    const settings = {
      ...{
        OIDC_ISSUER: "http://localhost:8090",
        OIDC_CLIENT_ID: "unstuck",
        SITE_URL: "HTTP://Localhost:8080/",
      },
      ...{
        OIDC_CLIENT_SECRET: specials["no backquotes"],
        IDP_SECRET: secrets.IDP_SECRET,
        IDP_STATE: "/state",
      },
    };
    expect(readIdentityProvider(await asNodeReads(formatEnvFile(settings)))).toMatchObject({
      OIDC_CLIENT_SECRET: specials["no backquotes"],
      SITE_URL: "http://localhost:8080",
    });
  });
});

it("a port is plain digits, for every command that reads it", () => {
  expect(port({ PORT: " 9000\n" }, "PORT")).toBe(9000);
  for (const wrong of ["0", "-1", "1e3", "0x1f90", "80.5", "65534", "soon", '"8080"']) {
    expect(() => port({ PORT: wrong }, "PORT"), wrong).toThrow("PORT must be a whole number");
    expect(() => readComposeSettings({ PORT: wrong }), wrong).toThrow("PORT must be a whole number");
  }
});
