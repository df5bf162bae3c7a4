import { compactVerify, errors, jwtVerify } from "jose";
import { z } from "zod";
import { env } from "../../env.ts";
import { discover } from "../sign-on/discovery.ts";
import { type CompanyLogouts, idOf } from "./logouts.ts";
import { KeysAway, providerKeys } from "./provider-keys.ts";
import type { ProviderLogout } from "./sessions.ts";

export type Checked =
  /** `jti` is the argument of {@link CompanyLogouts.accept}, once the logout is done. */
  | { status: "valid"; logout: ProviderLogout; jti: string }
  | { status: "refused"; why: string }
  /** The site can't get the provider's keys right now. */
  | { status: "unreachable" };

/**
 * Only signatures by a key that the provider alone has. A secret that this site also knows would
 * prove nothing.
 */
const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];
const event = "http://schemas.openid.net/event/backchannel-logout";
const noEvent = "it has no event of a back-channel logout";
/** Seconds by which the provider's clock and Redis's may differ. */
const clockSkew = 60;
/**
 * Seconds after which this site refuses a token, even if the token claims to be valid for longer.
 */
const oldest = 15 * 60;

const claims = z.object(
  {
    jti: z.string("it has no jti").min(1, "its jti is empty").max(1024, "its jti is too long"),
    iat: z.number("it has no iat"),
    exp: z.number("it has no exp"),
    sub: z.string("its sub is no text").min(1, "its sub is empty").max(255, "its sub is too long").optional(),
    sid: z
      .string("its sid is no text")
      .min(1, "its sid is empty")
      .max(1024, "its sid is too long")
      .optional(),
    events: z.looseObject({ [event]: z.looseObject({}, noEvent) }, noEvent),
    nonce: z.undefined("it has a nonce, as an ID token has").optional(),
  },
  "its payload is no object",
);

/**
 * Checks a logout token by OpenID Connect Back-Channel Logout 1.0 section 2.6. It checks the
 * signature first, so that a stranger's token costs Redis nothing. Then it makes 1 round trip, for
 * the time and for whether the token was accepted before.
 * @throws {RedisUnavailable} Then the token is neither accepted nor refused.
 */
export async function checkLogoutToken(token: string, logouts: CompanyLogouts): Promise<Checked> {
  const discovered = await discover();
  if (discovered.status !== "found") return { status: "unreachable" };
  const { issuer, jwksUri } = discovered.provider;
  const keys = providerKeys(jwksUri);
  try {
    const { payload } = await compactVerify(token, keys, { algorithms });
    const said = claims.safeParse(parsed(payload));
    if (!said.success) return refused(said.error.issues[0]?.message ?? "it is no logout token");
    const { jti, iat, sub, sid } = said.data;
    if (sub === undefined && sid === undefined) return refused("it has neither sub nor sid");
    const id = idOf("jti", issuer, jti);
    const { now, accepted } = await logouts.judge(id);
    if (accepted) return refused("it was accepted before");
    await jwtVerify(token, keys, {
      algorithms,
      issuer,
      audience: env().OIDC_CLIENT_ID ?? "",
      currentDate: new Date(now * 1000),
      clockTolerance: clockSkew,
      maxTokenAge: oldest,
    });
    const logout = sid === undefined ? { at: iat, subject: sub ?? "" } : { at: iat, sid, subject: sub };
    return { status: "valid", logout, jti: id };
  } catch (error) {
    if (error instanceof KeysAway) return { status: "unreachable" };
    // The messages of jose name a claim and no value.
    if (error instanceof errors.JOSEError) return refused(error.message);
    throw error;
  }
}

const refused = (why: string): Checked => ({ status: "refused", why });

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}
