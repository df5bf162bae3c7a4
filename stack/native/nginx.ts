import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { requireProgram } from "../../lib/session/testing/programs.ts";
import { Release } from "../release.ts";
import { readServices, replicasOf, serviceOf } from "../services/running.ts";
import { root, type Settings } from "../settings.ts";
import { type Part, partsOf } from "../topology.ts";
import { publishAssets } from "./assets.ts";
import { endsTls, ensureCertificate } from "./certificate.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";
import { hasInside, inside } from "./listens-on.ts";
import { limitLines, listenLines, proxyLines, speaksProxyProtocol } from "./nginx-edge.ts";
import { isHealthy } from "./nginx-probe.ts";

/**
 * The load balancer: `nginx/nginx.conf` as it is, beside the two small files
 * that say where things are.
 */
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
      for (const file of ["unavailable.html", "outdated.html", "refused.html"]) {
        await copyFile(path.join(root, "nginx", file), path.join(folder, file));
      }
      await writeConfiguration(folder, settings.develops);
      await copyDemo(folder);
      await copyServices(folder, settings.stateDir);
      await publishAssets(folder, await new Release(settings.releaseFile).builds());
      const servers = partsOf(parts, "app").map(serverLine);
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

/** A page that is compiled when it is asked for takes longer than any page of a build. */
async function writeConfiguration(folder: string, develops: boolean): Promise<void> {
  for (const file of ["nginx.conf", "proxy-headers.conf", "forward-auth.conf", "protected.conf"]) {
    const text = await readFile(path.join(root, "nginx", file), "utf8");
    const written = develops
      ? text.replaceAll(/(proxy_read_timeout|proxy_next_upstream_timeout) \d+s/g, "$1 60s")
      : text;
    await writeFile(path.join(folder, file), written);
  }
  await copyFile(
    path.join(root, "nginx", develops ? "dev.conf" : "assets.conf"),
    path.join(folder, "assets.conf"),
  );
}

/** What the demo adds, unless it was deleted. */
async function copyDemo(folder: string): Promise<void> {
  const demo = path.join(root, "nginx/demo");
  await rm(path.join(folder, "demo"), { recursive: true, force: true });
  if (existsSync(demo)) await cp(demo, path.join(folder, "demo"), { recursive: true });
}

/** Where the services are and what leads to them, unless the stack was started without. */
async function copyServices(folder: string, stateDir: string): Promise<void> {
  await rm(path.join(folder, "services"), { recursive: true, force: true });
  const running = readServices(stateDir);
  if (running.services.length === 0) return;
  await cp(path.join(root, "services/nginx"), path.join(folder, "services"), { recursive: true });
  for (const service of running.services) {
    const replicas = replicasOf(running).filter((part) => serviceOf(running, part) === service);
    const servers = replicas.map(serverLine);
    await writeFile(path.join(folder, "place", `${service.name}.conf`), servers.join(""));
  }
}

const serverLine = ({ name, port }: Part) =>
  `# ${name}\nserver ${loopback}:${port} max_fails=1 fail_timeout=2s;\n`;

/**
 * Started by root, nginx would run its workers as the user `nobody`, which can't read a checkout
 * under /root. So they stay root there, listening on loopback only. On a server, run the stack as a
 * user of its own.
 */
function asRoot(): string[] {
  if (process.getuid?.() !== 0) return [];
  return ["-g", process.platform === "darwin" ? "user root wheel;" : "user root;"];
}
