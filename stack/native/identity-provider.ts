import { mkdir } from "node:fs/promises";
import path from "node:path";
import { root, type Settings } from "../settings.ts";
import { type Part, partsOf, siteClientId } from "../topology.ts";
import { endsTls, ensureCertificate } from "./certificate.ts";
import { basicEnvironment, type Driver, folderOf, loopback, type Probe } from "./driver.ts";

/** The address at which browsers and the nodes reach it. */
export function issuer(parts: readonly Part[]): string {
  return `http://localhost:${partsOf(parts, "identity-provider")[0]?.port}`;
}

/**
 * The identity provider tells the site of logouts. If nginx has a certificate that this stack made,
 * the provider has to know that certificate.
 */
async function trust(settings: Settings, parts: readonly Part[]): Promise<Record<string, string>> {
  const [nginx] = partsOf(parts, "load-balancer");
  if (!nginx || !endsTls(settings.siteUrl)) return {};
  const folder = path.join(folderOf(settings, nginx), "place");
  await mkdir(folder, { recursive: true });
  await ensureCertificate(folder);
  return { NODE_EXTRA_CA_CERTS: path.join(folder, "localhost.crt") };
}

/**
 * The company's identity provider, for development. It may restart, because everything that it must
 * remember is in files.
 */
export function identityProviderDriver(settings: Settings, parts: readonly Part[]): Driver {
  return {
    stopSignal: "SIGTERM",
    stopWithinMs: 5000,
    readyWithinMs: 20_000,

    async prepare(part) {
      return {
        file: process.execPath,
        args: ["--import", "tsx", path.join(root, "identity-provider/server.ts")],
        cwd: root,
        env: {
          ...basicEnvironment(),
          OIDC_ISSUER: issuer(parts),
          OIDC_CLIENT_ID: siteClientId,
          OIDC_CLIENT_SECRET: settings.secrets.OIDC_CLIENT_SECRET,
          SITE_URL: settings.siteUrl,
          IDP_SECRET: settings.secrets.IDP_SECRET,
          IDP_PORT: String(part.port),
          IDP_HOST: loopback,
          IDP_STATE: path.join(folderOf(settings, part), "state"),
          ...(await trust(settings, parts)),
        },
      };
    },

    async probe(part): Promise<Probe> {
      try {
        const response = await fetch(`http://${loopback}:${part.port}/live`, {
          signal: AbortSignal.timeout(1000),
        });
        await response.body?.cancel();
        return { health: response.ok ? "up" : "starting", role: null };
      } catch {
        return { health: "starting", role: null };
      }
    },
  };
}
