import { env } from "../../env.ts";
import type { UserDirectory } from "../../users/directory.ts";
import type { LinkedAccounts } from "../adapter/linked-accounts.ts";
import { accountIdOf, company } from "../company.ts";
import { createForUser } from "../create-for-user.ts";
import type { CompanySignIn } from "../session-metadata.ts";
import type { AppSession, AppSessions, NewAppSession } from "../sessions.ts";
import type { ProviderSignIn } from "../sign-on/id-token.ts";
import { type CompanyLogouts, idOf } from "./logouts.ts";

export type Created =
  | { status: "begun"; token: string; session: AppSession }
  /** The provider ended its session in the meantime. */
  | { status: "ended" }
  /** The account was removed in the meantime. */
  | { status: "gone" };

/**
 * Creates the session of a sign-on, unless a logout at the provider overtakes it: 2 durable round
 * trips and 1 more.
 */
export async function createCompanySession(
  parts: {
    sessions: Pick<AppSessions, "create" | "revoke">;
    users: Pick<UserDirectory, "exists">;
    logouts: Pick<CompanyLogouts, "expect" | "hasEnded">;
  },
  login: NewAppSession,
  signIn: CompanySignIn,
): Promise<Created> {
  await parts.logouts.expect(signIn, login.user);
  const begun = await createForUser(parts.sessions, parts.users, login);
  if (!begun) return { status: "gone" };
  if (!(await parts.logouts.hasEnded(signIn))) return { status: "begun", ...begun };
  await parts.sessions.revoke({ token: begun.token });
  return { status: "ended" };
}

/**
 * A logout that the provider announced. `sid` names one of its sessions; a subject alone means all
 * that it has with that person.
 */
export type ProviderLogout = { at: number } & (
  | { sid: string; subject?: string | undefined }
  | { sid?: undefined; subject: string }
);

/**
 * Ends the sessions of this site that one session at the provider began, or all that a subject
 * began through the provider. It never ends a session that a password began. Costs 1 durable round
 * trip, 2 or 3 to find the sessions, and 1 durable one for all of them together. Safe to repeat.
 * @returns How many it ended.
 * @throws {RedisUnavailable} Then the caller must repeat it.
 */
export async function endCompanySessions(
  { sessions, accounts, logouts }: LogoutParts,
  logout: ProviderLogout,
): Promise<number> {
  const { at } = logout;
  const ended =
    logout.sid === undefined ? { subject: subjectOf(logout.subject) } : { sid: sidOf(logout.sid) };
  await logouts.note(ended.sid ?? ended.subject, at);
  const user =
    (ended.sid && (await logouts.userOf(ended.sid))) ??
    (logout.subject && (await accounts.user(accountOf(logout.subject)))?.user.id);
  if (!user) return 0;
  const isEnded = ({ metadata, data }: AppSession) => {
    if (metadata.signInMethod !== "company") return false;
    // A session that an earlier build began says no more about its sign-in: it ends with its
    // subject.
    if (!data.company) return ended.sid === undefined;
    const { sid, subject, issuedAt } = data.company;
    return issuedAt <= at && (ended.sid === undefined ? subject === ended.subject : sid === ended.sid);
  };
  const ending = (await sessions.list(user)).filter((session) => session.readable && isEnded(session));
  const were = await Promise.all(ending.map(({ id }) => sessions.revoke({ user, id })));
  return were.filter(Boolean).length;
}

interface LogoutParts {
  sessions: Pick<AppSessions, "list" | "revoke">;
  accounts: Pick<LinkedAccounts, "user">;
  logouts: Pick<CompanyLogouts, "note" | "userOf">;
}

/** The facts that a session keeps about the sign-in at the provider. */
export function companySignInOf({ subject, sid, issuedAt }: ProviderSignIn): CompanySignIn {
  return { subject: subjectOf(subject), ...(sid === undefined ? {} : { sid: sidOf(sid) }), issuedAt };
}

const subjectOf = (subject: string) => idOf("subject", env().OIDC_ISSUER ?? "", subject);
const sidOf = (sid: string) => idOf("sid", env().OIDC_ISSUER ?? "", sid);
const accountOf = (subject: string) => ({ provider: company, providerAccountId: accountIdOf(subject) });
