import { z } from "zod";
import { address, count, secret, text } from "../lib/env/kinds.ts";

const schema = z.object({
  OIDC_ISSUER: address(
    "OIDC_ISSUER",
    "path",
    "the address at which browsers reach this identity provider",
    "OIDC_ISSUER is missing.",
  ),
  OIDC_CLIENT_ID: text(
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_ID is missing: the name of the site, the same as the app has.",
  ),
  OIDC_CLIENT_SECRET: text("OIDC_CLIENT_SECRET", "OIDC_CLIENT_SECRET is missing: the same as the app has."),
  SITE_URL: address(
    "SITE_URL",
    "origin",
    "the address of the site: sign-ons return to it and to nowhere else",
    "SITE_URL is missing.",
  ),
  SITE_BACKCHANNEL_URL: address(
    "SITE_BACKCHANNEL_URL",
    "origin",
    "the address at which this identity provider itself reaches the site",
  ).optional(),
  IDP_SECRET: secret(
    "IDP_SECRET",
    43,
    "IDP_SECRET needs at least 43 characters.",
    "IDP_SECRET is missing. `npm start` generates it into .env.",
  ),
  IDP_PORT: count("IDP_PORT", "a port", 8090).refine(
    (port) => port <= 65_535,
    "IDP_PORT must be at most 65535.",
  ),
  // Node.js expects an IPv6 address without the brackets that it has in a URL.
  IDP_HOST: text("IDP_HOST")
    .transform((host) => host.replace(/^\[(.*)\]$/, "$1"))
    .default("127.0.0.1"),
  IDP_STATE: text(
    "IDP_STATE",
    "IDP_STATE is missing: the folder in which this identity provider keeps what it must remember.",
  ),
});

export type Settings = z.output<typeof schema>;

/**
 * As in the app, an empty setting counts as unset.
 * @throws {Error} naming each setting that is missing or wrong, without its value.
 */
export function readSettings(source: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim() !== ""));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
}
