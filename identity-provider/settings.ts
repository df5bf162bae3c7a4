import { z } from "zod";

const schema = z.object({
  OIDC_ISSUER: z.url("OIDC_ISSUER must be the address at which browsers reach this identity provider."),
  OIDC_CLIENT_ID: z.string("OIDC_CLIENT_ID is missing: the name of the site, the same as the app has."),
  OIDC_CLIENT_SECRET: z.string("OIDC_CLIENT_SECRET is missing: the same as the app has."),
  SITE_URL: z.url("SITE_URL must be the address of the site: sign-ons return to it and to nowhere else."),
  SITE_BACKCHANNEL_URL: z
    .url("SITE_BACKCHANNEL_URL must be the address at which this identity provider itself reaches the site.")
    .optional(),
  IDP_SECRET: z
    .string("IDP_SECRET is missing. `npm start` generates it into .env.")
    .min(43, "IDP_SECRET needs at least 43 characters."),
  IDP_PORT: z.coerce.number("IDP_PORT must be a port.").int().positive().default(8090),
  IDP_HOST: z.string().default("127.0.0.1"),
  IDP_STATE: z.string(
    "IDP_STATE is missing: the folder in which this identity provider keeps what it must remember.",
  ),
});

export type Settings = z.output<typeof schema>;

/** @throws {Error} naming each setting that is missing or wrong. */
export function readSettings(source: Readonly<Record<string, string | undefined>>): Settings {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
}
