import path from "node:path";
import { execa } from "execa";
import { withLock } from "../lock.ts";
import { readServices, serviceOf } from "../services/running.ts";
import type { Settings } from "../settings.ts";
import { StackError } from "../stack.ts";
import type { Part } from "../topology.ts";
import { appRedisUrl } from "./app.ts";
import { basicEnvironment, type Driver, loopback, type Probe } from "./driver.ts";

/**
 * One replica of a service in another language. It shares the app's login, and so
 * the app's keys and Redis.
 */
export function serviceDriver(settings: Settings, parts: readonly Part[]): Driver {
  const running = readServices(settings.stateDir);
  return {
    stopSignal: "SIGTERM",
    // The services finish the requests in progress within 10 s.
    stopWithinMs: 12_000,
    // This is enough for a JVM that starts beside another, on a small machine.
    readyWithinMs: 180_000,

    async prepare(part) {
      const { name, command } = serviceOf(running, part);
      const { before, ...run } = command;
      const env = { ...basicEnvironment(), ...shared(settings, parts), ...own(part), ...run.env };
      if (before) {
        await withLock(path.join(settings.stateDir, "run", `${name}.lock`), async () => {
          const { cwd } = run;
          const done = await execa(run.file, before, {
            cwd,
            env,
            extendEnv: false,
            all: true,
            reject: false,
          });
          if (done.failed) throw new StackError(`${part.name} can't be prepared:\n${done.all}`);
        });
      }
      return { ...run, env };
    },

    async probe(part): Promise<Probe> {
      const { health } = serviceOf(running, part);
      try {
        // A service says itself that Redis is away, for which it allows itself 2 s.
        const response = await fetch(`http://${loopback}:${part.port}${health}`, {
          signal: AbortSignal.timeout(2500),
        });
        await response.body?.cancel();
        return { health: response.ok ? "up" : "unready", role: null };
      } catch {
        return { health: "starting", role: null };
      }
    },
  };
}

const own = ({ name, listens }: Part) => ({ NODE_NAME: name, PORT: String(listens) });

/**
 * The settings that a service needs to know a login of the app, and none of the app's other
 * secrets.
 */
function shared(settings: Settings, parts: readonly Part[]): Record<string, string> {
  const { environment, siteUrl } = settings;
  const ofSessions = Object.entries(environment).filter(([name]) => name.startsWith("SESSION_"));
  return { ...Object.fromEntries(ofSessions), SITE_URL: siteUrl, REDIS_URL: appRedisUrl(settings, parts) };
}
