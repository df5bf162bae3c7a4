import { headers } from "next/headers";
import { nodeName } from "../node/name.ts";
import type { User } from "../users/user.ts";
import { users } from "../users/users.ts";
import { companySignInOf, createCompanySession } from "./company-logout/sessions.ts";
import { companyLogouts } from "./company-logout.ts";
import { createForUser } from "./create-for-user.ts";
import { current } from "./current.ts";
import { deviceOf } from "./device.ts";
import { forgetGuest, guestOfLogin } from "./guest.ts";
import { noticeDevice } from "./new-device.ts";
import type { SignInMethod } from "./session-metadata.ts";
import { type AppSession, type NewAppSession, type SessionData, sessions } from "./sessions.ts";
import type { Note } from "./sign-on/note.ts";
import { addressOf } from "./throttle/address.ts";

type Begun = { token: string; session: AppSession; tookGuest?: boolean } | undefined;

/**
 * Begins a session for a person who has just signed in by password, which proves the person's
 * identity. The session that this browser had before ends only when the browser first shows the new
 * cookie (replaced.ts). If the answer to this sign-in is lost, the browser still has the earlier
 * session. The new session takes over the data that the visitor kept as a guest (guest.ts). Costs 1
 * durable round trip and 1 more, and one more each to read an earlier session and a guest.
 * @param isStill As for {@link createForUser}.
 * @returns Undefined if the account was removed, or its password replaced, at the same moment.
 * @throws {RedisUnavailable} Then the person is not signed in.
 */
export async function beginSession(user: User, isStill?: () => Promise<boolean>): Promise<Begun> {
  const login = await loginOf(user, "password", { provenAfter: 0 });
  return noticed(user, await createForUser(sessions(), users(), login, isStill));
}

/**
 * The same for a person who comes from the company's provider, for 1 more durable round trip and 1
 * more. It proves no more than the provider says: when the person signed in at the provider.
 * @param note Has the ID token, and records if the provider ended its session in the meantime.
 */
export async function beginCompanySession(user: User, note: Note): Promise<Begun> {
  const { signIn } = note;
  if (!signIn) throw new Error("Auth.js began a session for which there is no ID token.");
  const company = companySignInOf(signIn);
  const proof = signIn.age === undefined ? {} : { provenAfter: -signIn.age * 1000 };
  const login = await loginOf(user, "company", { company, ...proof });
  const parts = { sessions: sessions(), users: users(), logouts: companyLogouts() };
  const created = await createCompanySession(parts, login, company);
  if (created.status === "ended") note.failure = "ProviderEndedSession";
  return noticed(user, created.status === "begun" ? created : undefined);
}

async function noticed(user: User, begun: Begun): Promise<Begun> {
  if (begun?.tookGuest) await forgetGuest();
  if (begun) noticeDevice(user, begun.session, addressOf(await headers()));
  return begun;
}

async function loginOf(
  user: User,
  signInMethod: SignInMethod,
  data: Pick<SessionData, "provenAfter" | "company">,
): Promise<NewAppSession> {
  const earlier = await current();
  const replaces =
    earlier.status === "signed-in" ? { user: earlier.session.user, id: earlier.session.id } : undefined;
  const { email, name, role } = user;
  const guest = await guestOfLogin();
  return {
    user: user.id,
    ...(guest ? { guest } : {}),
    data: { email, name, role, ...data, ...(replaces ? { replaces } : {}) },
    metadata: {
      createdBy: nodeName(),
      signInMethod,
      device: deviceOf((await headers()).get("user-agent")),
    },
  };
}
