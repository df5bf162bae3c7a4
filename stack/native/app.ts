import path from "node:path";
import { sentinelGroup } from "../../lib/session/config/sentinel-group.ts";
import { readControl } from "../control/record.ts";
import { demoMode } from "../demo.ts";
import { Release } from "../release.ts";
import { secretNames } from "../secrets.ts";
import { root, type Settings } from "../settings.ts";
import { type Part, partsOf, siteClientId } from "../topology.ts";
import { urlEncoded } from "../url-encoded.ts";
import { type Driver, loopback, type Probe } from "./driver.ts";
import { issuer } from "./identity-provider.ts";

/** One replica of the app: all of them run the same build. */
export function appDriver(settings: Settings, parts: readonly Part[]): Driver {
  return {
    stopSignal: "SIGTERM",
    // The app's own deadline (EXIT_DEADLINE_SECONDS) and a second.
    stopWithinMs: (Number(settings.environment.EXIT_DEADLINE_SECONDS ?? 15) + 1) * 1000,
    readyWithinMs: 30_000,

    async prepare(part) {
      const env = { ...inherited(settings), ...appEnvironment(settings, parts, part) };
      if (settings.develops) return { ...nextDev(part), env: { ...env, NODE_ENV: "development" } };
      const build = await new Release(settings.releaseFile).current();
      return {
        file: process.execPath,
        args: [path.join(build, "server.js")],
        cwd: build,
        env,
      };
    },

    async probe(part): Promise<Probe> {
      const base = `http://${loopback}:${part.port}/api`;
      if (!(await answersOk(`${base}/live`))) return { health: "starting", role: null };
      return { health: (await answersOk(`${base}/ready`)) ? "up" : "unready", role: null };
    },
  };
}

/** Next.js with hot reload, on the sources themselves. */
function nextDev({ listens }: Part) {
  const next = path.join(root, "node_modules/next/dist/bin/next");
  const args = [next, "dev", "--hostname", loopback, "--port", String(listens)];
  return { file: process.execPath, args, cwd: root };
}

function appEnvironment(settings: Settings, parts: readonly Part[], part: Part): Record<string, string> {
  const demo = demoMode(settings.environment, { siteUrl: settings.siteUrl, listen: loopback });
  return {
    NODE_ENV: "production",
    NODE_NAME: part.name,
    PORT: String(part.listens),
    HOSTNAME: loopback,
    SITE_URL: settings.siteUrl,
    // The issuer of an identity provider of your own, from .env, or of this stack's.
    OIDC_ISSUER: settings.environment.OIDC_ISSUER ?? issuer(parts),
    OIDC_CLIENT_ID: settings.environment.OIDC_CLIENT_ID ?? siteClientId,
    REDIS_URL: appRedisUrl(settings, parts),
    PART_NAMES: [...partsOf(parts, "redis"), ...partsOf(parts, "sentinel")]
      .map(({ name, port }) => `${name}=${loopback}:${port}`)
      .join(","),
    DEMO_MODE: demo,
    // The page shows everybody's mail to everybody, so no other person may reach the site.
    MAIL_ON_PAGE: settings.environment.MAIL_ON_PAGE || demo,
    ...control(settings),
    // This is in milliseconds and above nginx's upstream keepalive_timeout (2 s). nginx therefore
    // always closes an idle connection, and sends no request into one that the app is closing.
    KEEP_ALIVE_TIMEOUT: "65000",
    // instrumentation.ts drains; Next.js alone would close the listener at once and let
    // event streams block the exit.
    NEXT_MANUAL_SIG_HANDLE: "true",
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

/** Where the runner is asked to break a part, while one with a control is running. */
function control({ stateDir }: Settings): Record<string, string> {
  const record = readControl(stateDir);
  return record ? { CONTROL_URL: record.url, CONTROL_SECRET: record.secret } : {};
}

/**
 * The URL at which the app's user finds the primary of a Redis of your own, from .env, or of this
 * stack's.
 */
export function appRedisUrl(settings: Settings, parts: readonly Part[]): string {
  return settings.environment.REDIS_URL ?? ownRedisUrl(settings, parts);
}

/** The URL at which the app's user finds this stack's own primary. */
export function ownRedisUrl({ secrets }: Settings, parts: readonly Part[]): string {
  const sentinels = partsOf(parts, "sentinel").map(({ port }) => `${loopback}:${port}`);
  const password = urlEncoded(secrets.REDIS_APP_PASSWORD);
  return (
    `redis+sentinel://app:${password}@${sentinels.join(",")}/${sentinelGroup}` +
    `?sentinel-user=app&sentinel-password=${password}`
  );
}

/** The app gets its optional settings as they are. It gets no secrets of other parts. */
function inherited({ environment }: Settings): Record<string, string> {
  const kept = { ...environment };
  for (const name of secretNames) if (/^(REDIS|POSTGRES|IDP)_/.test(name)) delete kept[name];
  return kept;
}

/** The readiness check asks Redis, for which the app allows itself 2 s. */
async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2500) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
