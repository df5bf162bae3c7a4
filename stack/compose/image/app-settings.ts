import { sentinelGroup } from "../../../lib/session/config/sentinel-group.ts";
import { demoMode } from "../../demo.ts";
import { type Secrets, secretNames } from "../../secrets.ts";
import { defaultPorts, partsOf, siteClientId, topology } from "../../topology.ts";
import { urlEncoded } from "../../url-encoded.ts";
import { hasProfile } from "./profiles.ts";

type Given = Readonly<Record<string, string | undefined>>;

const sentinels = partsOf(topology(defaultPorts), "sentinel");

/** The app's settings that are secret or depend on where the site is. */
export function appSettings(given: Given, secrets: Secrets, siteUrl: string, ownIssuer: string) {
  const password = urlEncoded(secrets.REDIS_APP_PASSWORD);
  const hosts = sentinels.map(({ name, port }) => `${name}:${port}`).join(",");
  const DEMO_MODE = demoMode({ ...secrets, ...given }, { siteUrl, listen: given.LISTEN || "127.0.0.1" });
  const settings: Record<string, string> = {
    SITE_URL: siteUrl,
    REDIS_URL: `redis+sentinel://app:${password}@${hosts}/${sentinelGroup}?sentinel-user=app&sentinel-password=${password}`,
    ...databaseUrl(given, secrets),
    OIDC_ISSUER: given.OIDC_ISSUER || ownIssuer,
    OIDC_CLIENT_ID: given.OIDC_CLIENT_ID || siteClientId,
    // In a container, the browser's `localhost` is the container itself.
    ...(given.OIDC_ISSUER ? {} : { OIDC_BACKCHANNEL_URL: "http://identity-provider:8090" }),
    DEMO_MODE,
    MAIL_ON_PAGE: given.MAIL_ON_PAGE || DEMO_MODE,
  };
  for (const name of secretNames) {
    // The passwords of Redis and PostgreSQL are in their URLs, and the app gets only its own. The
    // key of the Server Actions is the image's.
    if (/^(REDIS|POSTGRES|IDP)_/.test(name) || name === "NEXT_SERVER_ACTIONS_ENCRYPTION_KEY") continue;
    if (name === "DEMO_PASSWORD" && DEMO_MODE === "off") continue;
    settings[name] = secrets[name];
  }
  if (given.OIDC_CLIENT_SECRET) settings.OIDC_CLIENT_SECRET = given.OIDC_CLIENT_SECRET;
  return settings;
}

/**
 * What a service in another language needs to know a login of the app, and
 * none of its other secrets.
 */
export const settingsForServices = (app: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(app).filter(
      ([name]) => name === "SITE_URL" || name === "REDIS_URL" || name.startsWith("SESSION_"),
    ),
  );

/**
 * The URL of the service `postgres`, if Compose starts it, or of a PostgreSQL of your own. Without
 * either, Redis keeps the users.
 */
function databaseUrl(given: Given, { POSTGRES_APP_PASSWORD }: Secrets): { DATABASE_URL?: string } {
  if (given.DATABASE_URL) return { DATABASE_URL: given.DATABASE_URL };
  if (!hasProfile(given, "postgres")) return {};
  return { DATABASE_URL: `postgres://app:${urlEncoded(POSTGRES_APP_PASSWORD)}@postgres:5432/unstuck` };
}
