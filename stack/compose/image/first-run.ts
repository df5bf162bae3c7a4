import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fill, fillAcl } from "../../../lib/session/config/template.ts";
import { howToSignIn } from "../../demo.ts";
import { formatEnvFile, formatShellFile, givenIn, parseEnvFile } from "../../env-file.ts";
import { ensureSecrets, pickSecrets, type Secrets } from "../../secrets.ts";
import { defaultPorts, siteClientId } from "../../topology.ts";
import { appSettings, settingsForServices } from "./app-settings.ts";

// Runs in a container of its own before all others (the service `secrets`), each time that the
// stack comes up. It makes the missing secrets, changes no existing one, and hands each part what
// it needs and no more. It hands out the folders with configuration files as they are in this
// image.

const file = "/secrets/.env";
const forApp = "/for/app";
const forIdentityProvider = "/for/identity-provider";
const forServices = "/for/services";
const forRedis = "/for/redis";
const forPostgres = "/for/postgres";
const redisTemplates = "lib/session/config";

const given = givenIn(process.env);
const siteUrl = given.SITE_URL || `http://localhost:${given.PORT}`;
/** Where browsers find the stack's own identity provider. */
const ownIssuer = `http://localhost:${given.IDP_PORT}`;

function forIdentityProviderOf({ OIDC_CLIENT_SECRET, IDP_SECRET }: Secrets): Record<string, string> {
  return {
    SITE_URL: siteUrl,
    // The browser's `localhost` isn't this container's.
    SITE_BACKCHANNEL_URL: "http://nginx:8080",
    OIDC_ISSUER: ownIssuer,
    OIDC_CLIENT_ID: siteClientId,
    OIDC_CLIENT_SECRET: given.OIDC_CLIENT_SECRET || OIDC_CLIENT_SECRET,
    IDP_SECRET,
    IDP_HOST: "0.0.0.0",
    IDP_STATE: "/state",
  };
}

async function redisFiles(secrets: Secrets): Promise<Record<string, string>> {
  const template = (name: string) => readFile(path.join(redisTemplates, name), "utf8");
  return {
    "users.acl": fillAcl(await template("users.acl"), secrets),
    "sentinel-users.acl": fillAcl(await template("sentinel-users.acl"), secrets),
    "sentinel.conf": fill((await template("sentinel.conf")).replace(/^#.*\n/gm, ""), {
      ...secrets,
      // These are the ports and the name of the first of each. redis/compose/ gives each its own.
      PORT: defaultPorts.SENTINEL_PORT,
      DIR: "/data",
      BIND: "* -::*",
      ACL_FILE: "/run/unstuck/sentinel-users.acl",
      PRIMARY_HOST: "redis-1",
      PRIMARY_PORT: defaultPorts.REDIS_PORT,
    }),
    "replication-password": secrets.REDIS_REPLICATION_PASSWORD,
  };
}

/** The files that PostgreSQL's image runs when its data folder is empty. */
const postgresFiles = ({ POSTGRES_APP_PASSWORD, POSTGRES_OPERATOR_PASSWORD }: Secrets) => ({
  "operator-password": POSTGRES_OPERATOR_PASSWORD,
  "init.sql": [
    `create role app login password '${POSTGRES_APP_PASSWORD.replaceAll("'", "''")}';`,
    "create database unstuck owner app;",
    "revoke all on database unstuck from public;",
    "",
  ].join("\n"),
});

/** A part that reads the file at this moment sees the old or the new one, never half of one. */
async function put(folder: string, name: string, content: string, mode = 0o640): Promise<void> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(`${target}.new`, content, { mode });
  await rename(`${target}.new`, target);
}

/** Makes a folder's files those of this image, together with others that lie elsewhere in it. */
async function handOut(folder: string, others: readonly string[] = []): Promise<void> {
  const target = `/for/${folder}-files`;
  const sources = new Map((await filesIn(folder)).map((name) => [name, path.join(folder, name)]));
  for (const file of others) sources.set(path.basename(file), file);
  for (const [name, source] of sources) await put(target, name, await readFile(source, "utf8"), 0o644);
  for (const name of await filesIn(target)) if (!sources.has(name)) await rm(path.join(target, name));
}

/** Their paths below the folder. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

const added = await ensureSecrets(file);
const secrets = pickSecrets(parseEnvFile(await readFile(file, "utf8")));
const app = appSettings(given, secrets, siteUrl, ownIssuer);
await put(forApp, "app.env", formatEnvFile(app));
await put(forServices, "services.sh", formatShellFile(settingsForServices(app)));
await put(forIdentityProvider, "identity-provider.env", formatEnvFile(forIdentityProviderOf(secrets)));
for (const [name, content] of Object.entries(await redisFiles(secrets))) await put(forRedis, name, content);
for (const [name, content] of Object.entries(postgresFiles(secrets))) await put(forPostgres, name, content);
for (const folder of ["nginx", "observability"]) await handOut(folder);
await handOut("redis", [path.join(redisTemplates, "redis.conf")]);

console.log(added.length > 0 ? `Secrets generated: ${added.join(", ")}` : "The secrets are there already.");
console.log(`
Unstuck will be at ${siteUrl}

${howToSignIn(siteUrl, app.DEMO_MODE ?? "off", secrets.DEMO_PASSWORD)}
`);
