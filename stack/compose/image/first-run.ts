import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "dotenv";
import { ensureSecrets, pickSecrets, type Secrets, secretNames } from "../../secrets.ts";
import { fill, fillAcl } from "../../template.ts";
import { partsOf, presetPorts, sentinelGroup, siteClientId, topology } from "../../topology.ts";

// Runs in a container of its own before all others (the service `secrets`), each time that the stack comes up: makes
// the secrets that are missing, changes none that are there, and hands each part what it needs and no more. The folders
// with configuration files are handed out as they are in this image.

const file = "/secrets/.env";
const forApp = "/for/app";
const forIdentityProvider = "/for/identity-provider";
const forRedis = "/for/redis";
const sentinels = partsOf(topology(presetPorts), "sentinel");

const given = process.env;
const siteUrl = given.SITE_URL || `http://localhost:${given.PORT}`;
/** Where browsers find the stack's own identity provider. */
const ownIssuer = `http://localhost:${given.IDP_PORT}`;

/** The app's settings that are secret or depend on where the site is. */
function forAppOf(secrets: Secrets): Record<string, string> {
  const password = encodeURIComponent(secrets.REDIS_APP_PASSWORD);
  const hosts = sentinels.map(({ name, port }) => `${name}:${port}`).join(",");
  const settings: Record<string, string> = {
    SITE_URL: siteUrl,
    REDIS_URL: `redis+sentinel://app:${password}@${hosts}/${sentinelGroup}?sentinel-user=app&sentinel-password=${password}`,
    OIDC_ISSUER: given.OIDC_ISSUER || ownIssuer,
    OIDC_CLIENT_ID: given.OIDC_CLIENT_ID || siteClientId,
    // In a container, the browser's `localhost` is the container itself.
    ...(given.OIDC_ISSUER ? {} : { OIDC_BACKCHANNEL_URL: "http://identity-provider:8090" }),
  };
  for (const name of secretNames) {
    // Redis's passwords are in its URL, and the app gets only its own. The key of the Server Actions is the image's.
    if (/^(REDIS|IDP)_/.test(name) || name === "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY") continue;
    settings[name] = secrets[name];
  }
  if (given.OIDC_CLIENT_SECRET) settings.OIDC_CLIENT_SECRET = given.OIDC_CLIENT_SECRET;
  return settings;
}

function forIdentityProviderOf({ OIDC_CLIENT_SECRET, IDP_SECRET }: Secrets): Record<string, string> {
  return {
    SITE_URL: siteUrl,
    OIDC_ISSUER: ownIssuer,
    OIDC_CLIENT_ID: siteClientId,
    OIDC_CLIENT_SECRET: given.OIDC_CLIENT_SECRET || OIDC_CLIENT_SECRET,
    IDP_SECRET,
    IDP_HOST: "0.0.0.0",
    IDP_STATE: "/state",
  };
}

/** In the format of `node --env-file`. */
const envFile = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings)
    .map(([name, value]) => `${name}="${value}"\n`)
    .join("");

async function redisFiles(secrets: Secrets): Promise<Record<string, string>> {
  const template = (name: string) => readFile(path.join("redis", name), "utf8");
  return {
    "users.acl": fillAcl(await template("users.acl"), secrets),
    "sentinel-users.acl": fillAcl(await template("sentinel-users.acl"), secrets),
    "sentinel.conf": fill((await template("sentinel.conf")).replace(/^#.*\n/gm, ""), {
      ...secrets,
      // Those of the first of each; redis/compose/ gives each its own.
      PORT: presetPorts.SENTINEL_PORT,
      DIR: "/data",
      BIND: "* -::*",
      ACL_FILE: "/run/unstuck/sentinel-users.acl",
      PRIMARY_HOST: "redis-1",
      PRIMARY_PORT: presetPorts.REDIS_PORT,
    }),
    "replication-password": secrets.REDIS_REPLICATION_PASSWORD,
  };
}

/** A part that reads the file at this moment sees the old or the new one, never half of one. */
async function put(folder: string, name: string, content: string, mode = 0o640): Promise<void> {
  const target = path.join(folder, name);
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(`${target}.new`, content, { mode });
  await rename(`${target}.new`, target);
}

/** Makes a folder's files those of this image. */
async function handOut(folder: string): Promise<void> {
  const target = `/for/${folder}-files`;
  const wanted = await filesIn(folder);
  for (const name of wanted) await put(target, name, await readFile(path.join(folder, name), "utf8"), 0o644);
  for (const name of await filesIn(target)) if (!wanted.includes(name)) await rm(path.join(target, name));
}

/** Their paths below the folder. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
}

const added = await ensureSecrets(file);
const secrets = pickSecrets(parse(await readFile(file)));
await put(forApp, "app.env", envFile(forAppOf(secrets)));
await put(forIdentityProvider, "identity-provider.env", envFile(forIdentityProviderOf(secrets)));
for (const [name, content] of Object.entries(await redisFiles(secrets))) await put(forRedis, name, content);
for (const folder of ["nginx", "redis", "observability"]) await handOut(folder);

console.log(added.length > 0 ? `Secrets generated: ${added.join(", ")}` : "The secrets are there already.");
console.log(`
Unstuck will be at ${siteUrl}

  Sign in as   user@example.com      password  ${secrets.DEMO_PASSWORD}
          or   operator@example.com  (the same password)
`);
