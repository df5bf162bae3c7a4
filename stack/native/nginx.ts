import { copyFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { requireProgram } from "../programs.ts";
import { Release } from "../release.ts";
import { root, type Settings } from "../settings.ts";
import { type Part, partsOf } from "../topology.ts";
import { publishAssets } from "./assets.ts";
import { endsTls, ensureCertificate } from "./certificate.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";
import { hasInside, inside } from "./listens-on.ts";
import { limitLines, listenLines, proxyLines, speaksProxyProtocol } from "./nginx-edge.ts";
import { isHealthy } from "./nginx-probe.ts";

/** The load balancer: `nginx/nginx.conf` as it is, beside the two small files that say where things are. */
export function nginxDriver(settings: Settings, parts: readonly Part[]): Driver {
  const tls = endsTls(settings.siteUrl);
  const proxyProtocol = speaksProxyProtocol(settings.environment);
  return {
    // QUIT finishes the requests in flight; TERM would cut them off.
    stopSignal: "SIGQUIT",
    stopWithinMs: 5000,
    readyWithinMs: 5000,
    reloadSignal: "SIGHUP",

    async prepare(part) {
      const folder = folderOf(settings, part);
      await mkdir(path.join(folder, "place"), { recursive: true });
      for (const file of ["nginx.conf", "unavailable.html", "outdated.html", "refused.html"]) {
        await copyFile(path.join(root, "nginx", file), path.join(folder, file));
      }
      await publishAssets(folder, await new Release(settings.releaseFile).builds());
      const servers = partsOf(parts, "app").map(
        ({ name, port }) => `# ${name}\nserver ${loopback}:${port} max_fails=1 fail_timeout=2s;\n`,
      );
      await writeFile(path.join(folder, "place/upstream.conf"), servers.join(""));
      if (tls) await ensureCertificate(path.join(folder, "place"));
      const { environment, siteUrl } = settings;
      const listen = listenLines(part.port, tls, siteUrl, environment);
      await writeFile(path.join(folder, "place/listen.conf"), listen);
      await writeFile(path.join(folder, "place/proxies.conf"), proxyLines(environment));
      await writeFile(path.join(folder, "place/limits.conf"), limitLines(environment));
      if (hasInside) {
        await copyFile(path.join(root, "nginx/inside.conf"), path.join(folder, "inside.conf"));
        await writeFile(path.join(folder, "place/inside-listen.conf"), `listen ${inside}:${part.port};\n`);
      }
      return {
        file: await requireProgram("nginx"),
        args: ["-p", `${folder}/`, "-c", "nginx.conf", "-e", "stderr", ...asRoot()],
        cwd: folder,
        env: basicEnvironment(),
      };
    },

    async probe(part): Promise<Probe> {
      return {
        health: (await isHealthy({ port: part.port, tls, proxyProtocol })) ? "up" : "starting",
        role: null,
      };
    },
  };
}

/**
 * Started by root, nginx would run its workers as `nobody`, who can't read a checkout under /root. They stay root there,
 * listening on loopback only; on a server, run the stack as a user of its own.
 */
function asRoot(): string[] {
  if (process.getuid?.() !== 0) return [];
  return ["-g", process.platform === "darwin" ? "user root wheel;" : "user root;"];
}
