import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { get as getPlain } from "node:http";
import { get as getOverTls } from "node:https";
import path from "node:path";
import { requireProgram } from "../programs.ts";
import { Release } from "../release.ts";
import { root, type Settings } from "../settings.ts";
import { StackError } from "../stack.ts";
import { type Part, partsOf } from "../topology.ts";
import { publishAssets } from "./assets.ts";
import { endsTls, ensureCertificate } from "./certificate.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";
import { hasInside, inside, localhosts } from "./listens-on.ts";

/** The load balancer: `nginx/nginx.conf` as it is, beside the two small files that say where things are. */
export function nginxDriver(settings: Settings, parts: readonly Part[]): Driver {
  const tls = endsTls(settings.siteUrl);
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
      await writeFile(path.join(folder, "place/listen.conf"), listenLines(part.port, tls, settings.siteUrl));
      await writeFile(path.join(folder, "place/limits.conf"), limitLines(settings.environment));
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
      return { health: (await isHealthy(part.port, tls)) ? "up" : "starting", role: null };
    },
  };
}

/** Whether nginx itself answers. Its certificate is its own word for who it is, and this asks on loopback. */
function isHealthy(port: number, tls: boolean): Promise<boolean> {
  const options = { host: loopback, port, path: "/healthz", timeout: 1000, agent: false };
  return new Promise((resolve) => {
    const request = tls ? getOverTls({ ...options, rejectUnauthorized: false }) : getPlain(options);
    request.on("response", (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy(new Error("nginx did not answer within 1 s")));
    request.on("error", () => resolve(false));
  });
}

function listenLines(port: number, tls: boolean, siteUrl: string): string {
  const lines = localhosts().map(
    (host) => `listen ${host.includes(":") ? `[${host}]` : host}:${port}${tls ? " ssl" : ""};\n`,
  );
  const certificate =
    "ssl_certificate place/localhost.crt;\nssl_certificate_key place/localhost.key;\nssl_protocols TLSv1.2 TLSv1.3;\n" +
    // 497 is nginx's name for plain HTTP on this port.
    `error_page 497 =308 ${new URL(siteUrl).origin}$request_uri;\n`;
  return lines.join("") + (tls ? certificate : "");
}

/**
 * This stack listens on loopback, where one address is a whole load test, so its limits are far above what one person makes; those of a
 * site that others reach are in nginx/compose/start.sh.
 */
const loopbackLimits = { requests: 5000, connections: 1000, streams: 500 };

/** What one address may ask for: requests a second, and at once connections and event streams. */
function limitLines(environment: Settings["environment"]): string {
  const limit = (name: string, otherwise: number) => {
    const given = environment[name];
    if (given === undefined) return otherwise;
    if (!/^[1-9]\d{0,5}$/.test(given))
      throw new StackError(`${name} must be a whole number from 1 to 999999, but it is "${given}".`);
    return Number(given);
  };
  const requests = limit("REQUESTS_PER_ADDRESS", loopbackLimits.requests);
  return [
    `limit_req_zone $client_place zone=requests:1m rate=${requests}r/s;`,
    `limit_req zone=requests burst=${requests * 2} nodelay;`,
    `limit_conn connections ${limit("CONNECTIONS_PER_ADDRESS", loopbackLimits.connections)};`,
    `limit_conn streams ${limit("STREAMS_PER_ADDRESS", loopbackLimits.streams)};`,
    "",
  ].join("\n");
}

/**
 * Started by root, nginx would run its workers as `nobody`, who can't read a checkout under /root. They stay root there,
 * listening on loopback only; on a server, run the stack as a user of its own.
 */
function asRoot(): string[] {
  if (process.getuid?.() !== 0) return [];
  return ["-g", process.platform === "darwin" ? "user root wheel;" : "user root;"];
}
