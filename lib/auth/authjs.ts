import { AsyncLocalStorage } from "node:async_hooks";
import NextAuth, { type NextAuthConfig, type NextAuthResult, type Profile } from "next-auth";
import { log } from "../cluster/log.ts";
import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import { isUnavailable, type RedisUnavailable } from "../session/index.ts";
import { users } from "../users/users.ts";
import { adapter } from "./adapter.ts";
import { beginSession } from "./begin-session.ts";
import { company, companyProvider } from "./company.ts";
import { cookieName, isHttps } from "./iron.ts";
import { sessions } from "./sessions.ts";

/** Why a sign-on was refused, as the login page is told in `?error=`, beside what Auth.js itself says there. */
export type SignOnRefusal = "ProviderEmailUnverified" | "AccountEmailUnverified";

/** Pages and routes get a copy of this module each, and Auth.js is set up by whichever comes first: one for all of them. */
const outages = () =>
  perProcess("authjs-outages", () => new AsyncLocalStorage<{ seen?: RedisUnavailable }>());

/** Auth.js, set up once a process for company single sign-on. */
export function authjs(): NextAuthResult {
  return perProcess("authjs", () => {
    // next-auth takes it from the environment alone. From headers, a replica's own port got into redirect_uri and the sign-on failed.
    process.env.AUTH_URL = new URL("/api/auth", env().SITE_URL).href;
    return NextAuth(config());
  });
}

/**
 * Runs a step of Auth.js and tells whether the stores could answer it. Auth.js takes a store's outage for "not signed in"
 * (lib/actions/session.js) and forgets the cookie of who signs out during one (lib/actions/signout.js), with status 200;
 * all it does with the error itself is log it, so there it is seen.
 */
export async function withOutage<T>(
  step: () => Promise<T>,
): Promise<{ answer: T } | { outage: RedisUnavailable }> {
  const note: { seen?: RedisUnavailable } = {};
  const answer = await outages().run(note, step);
  return note.seen ? { outage: note.seen } : { answer };
}

function config(): NextAuthConfig {
  const { AUTH_SECRETS = [], SESSION_ABSOLUTE_SECONDS } = env();
  const secure = isHttps();
  const methods = adapter({
    users: users(),
    sessions: sessions(),
    redis: dataRedis(),
    begin: (user) => beginSession(user, "authjs"),
  });
  return {
    providers: [companyProvider()],
    adapter: {
      ...methods,
      // Auth.js passes null here for every OIDC provider. signIn() below has let nobody through whose email isn't verified.
      createUser: (user) => methods.createUser({ ...user, emailVerified: new Date() }),
    },
    secret: AUTH_SECRETS,
    basePath: "/api/auth",
    // AUTH_URL is set, so nothing is taken from the Host header that this would trust.
    trustHost: true,
    pages: { signIn: "/login", error: "/login" },
    session: {
      strategy: "database",
      maxAge: SESSION_ABSOLUTE_SECONDS,
      // Auth.js extends a session by updateSession() when this has passed since `expires - maxAge`, the sign-in. Reading
      // slides ours, and its absolute end is fixed, so it's never due.
      updateAge: SESSION_ABSOLUTE_SECONDS,
    },
    useSecureCookies: secure,
    cookies: {
      // One cookie for both doors, in one form: whoever asks who is asking needn't know which door it was, and signing
      // in through one replaces the session of the other.
      sessionToken: { name: cookieName() },
      ...(secure
        ? {
            pkceCodeVerifier: { name: "__Host-authjs.pkce.code_verifier" },
            state: { name: "__Host-authjs.state" },
            nonce: { name: "__Host-authjs.nonce" },
            callbackUrl: { name: "__Host-authjs.callback-url" },
          }
        : {}),
    },
    callbacks: { signIn: ({ account, user, profile }) => signIn(account?.provider, user.id, profile) },
    logger: { error: noteOutage },
  };
}

/**
 * Whether a person whom the provider knows may come in. Auth.js links by email, so both sides of the email must be proven:
 * by the provider, or it could let in anyone as anyone; and here, or somebody could have signed up with another's address
 * before, and would share the account from then on.
 */
async function signIn(
  provider: string | undefined,
  user: string | undefined,
  profile: Profile | undefined,
): Promise<boolean | string> {
  if (provider !== company || !profile?.email) return false;
  if (profile.email_verified !== true) return refusal("ProviderEmailUnverified");
  const known = await users().findByEmail(profile.email);
  if (known && known.id !== user && !known.emailVerified) return refusal("AccountEmailUnverified");
  return true;
}

const refusal = (reason: SignOnRefusal) => `/login?error=${reason}`;

/** Auth.js wraps a store's error once or twice; what isn't an outage goes to the log, without what the person sent. */
function noteOutage(error: Error): void {
  let cause: unknown = error;
  for (let depth = 0; depth < 4 && cause instanceof Error; depth += 1) {
    const note = outages().getStore();
    if (note && isUnavailable(cause)) {
      note.seen = cause;
      return;
    }
    cause = (cause.cause as { err?: unknown } | undefined)?.err;
  }
  log().error({ name: error.name }, `Auth.js: ${error.message}`);
}
