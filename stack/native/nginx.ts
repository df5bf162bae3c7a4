import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import path from "node:path";
import { requireProgram } from "../programs.ts";
import { root, type Settings } from "../settings.ts";
import { type Part, partsOf } from "../topology.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";

/** The load balancer: `nginx/nginx.conf` as it is, beside the two small files that say where things are. */
export function nginxDriver(settings: Settings, parts: readonly Part[]): Driver {
  return {
    // QUIT finishes the requests in flight; TERM would cut them off.
    stopSignal: "SIGQUIT",
    stopWithinMs: 5000,
    readyWithinMs: 5000,
    reloadSignal: "SIGHUP",

    async prepare(part) {
      const folder = folderOf(settings, part);
      await mkdir(path.join(folder, "place"), { recursive: true });
      for (const file of ["nginx.conf", "unavailable.html"]) {
        await copyFile(path.join(root, "nginx", file), path.join(folder, file));
      }
      const servers = partsOf(parts, "app").map(
        ({ name, port }) => `# ${name}\nserver ${loopback}:${port} max_fails=1 fail_timeout=2s;\n`,
      );
      await writeFile(path.join(folder, "place/upstream.conf"), servers.join(""));
      await writeFile(path.join(folder, "place/listen.conf"), listenLines(part.port));
      return {
        file: await requireProgram("nginx"),
        args: ["-p", `${folder}/`, "-c", "nginx.conf", "-e", "stderr", ...asRoot()],
        cwd: folder,
        env: basicEnvironment(),
      };
    },

    async probe(part): Promise<Probe> {
      try {
        const response = await fetch(`http://${loopback}:${part.port}/healthz`, {
          signal: AbortSignal.timeout(1000),
        });
        return { health: response.ok ? "up" : "starting", role: null };
      } catch {
        return { health: "starting", role: null };
      }
    },
  };
}

/** `localhost` is both addresses to a browser, and many try IPv6 first. */
function listenLines(port: number): string {
  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === "::1"),
  );
  return `listen ${loopback}:${port};\n${hasIpv6 ? `listen [::1]:${port};\n` : ""}`;
}

/**
 * Started by root, nginx would run its workers as `nobody`, who can't read a checkout under /root. They stay root there,
 * listening on loopback only; on a server, run the stack as a user of its own.
 */
function asRoot(): string[] {
  if (process.getuid?.() !== 0) return [];
  return ["-g", process.platform === "darwin" ? "user root wheel;" : "user root;"];
}
