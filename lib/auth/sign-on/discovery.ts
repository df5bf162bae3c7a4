import { z } from "zod";
import { env } from "../../env.ts";
import { log } from "../../node/log.ts";
import { perProcess } from "../../node/per-process.ts";
import { companyFetch } from "../company.ts";

/** The identity provider's metadata (OpenID Connect Discovery 1.0). */
export interface ProviderMetadata {
  issuer: string;
  jwksUri: string;
}

export type Discovered =
  | { status: "found"; provider: ProviderMetadata }
  | { status: "unreachable" }
  /** It calls itself by another name than OIDC_ISSUER. */
  | { status: "other-issuer" };

const metadata = z.object({ issuer: z.string(), jwks_uri: z.url() });

/**
 * Milliseconds for which an answer counts. After a failed one, the next call asks again at once.
 */
const keptFor = 10 * 60_000;
const answersWithin = 3000;

/**
 * Asks the provider for its metadata, at most once in ten minutes. Logs errors with the setting to
 * look at.
 */
export async function discover(): Promise<Discovered> {
  const cache = perProcess<{ found?: ProviderMetadata; at: number }>("company-discovery", () => ({ at: 0 }));
  if (cache.found && performance.now() - cache.at < keptFor)
    return { status: "found", provider: cache.found };
  const { OIDC_ISSUER = "" } = env();
  let answer: z.output<typeof metadata>;
  try {
    const response = await companyFetch()(
      `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
      {
        signal: AbortSignal.timeout(answersWithin),
        redirect: "error",
      },
    );
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    answer = metadata.parse(await response.json());
  } catch (error) {
    log().error(
      `The identity provider says nothing of itself at OIDC_ISSUER=${OIDC_ISSUER}: ${reasonOf(error)}. Check OIDC_ISSUER, and OIDC_BACKCHANNEL_URL where it is set.`,
    );
    return { status: "unreachable" };
  }
  if (new URL(answer.issuer).href !== new URL(OIDC_ISSUER).href) {
    log().error(
      `The identity provider calls itself ${answer.issuer}, and OIDC_ISSUER is ${OIDC_ISSUER}. Set OIDC_ISSUER to what the provider says, letter by letter, a slash at the end included.`,
    );
    return { status: "other-issuer" };
  }
  cache.found = { issuer: answer.issuer, jwksUri: answer.jwks_uri };
  cache.at = performance.now();
  return { status: "found", provider: cache.found };
}

/** The message `fetch failed` explains nothing, so this gives the error's cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof z.ZodError) return "its answer is no discovery document";
  const { cause } = error;
  return cause instanceof Error && cause.message ? `${error.message} (${cause.message})` : error.message;
}
