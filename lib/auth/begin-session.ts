import { headers } from "next/headers";
import { nodeName } from "../cluster/node.ts";
import type { User } from "../users/user.ts";
import { users } from "../users/users.ts";
import { createForUser } from "./create-for-user.ts";
import { current } from "./current.ts";
import { deviceOf } from "./device.ts";
import { noticeDevice } from "./new-device.ts";
import { type AppSession, sessions } from "./sessions.ts";
import { addressOf } from "./throttle/address.ts";

/** Which login made a session. */
export type Door = "iron-session" | "authjs";

/**
 * Begins a session for a person who has just signed in, through either door. The session that this browser had before ends
 * when the new cookie is first shown (replaced.ts), and not yet: if the answer to this sign-in is lost, it is all that the
 * browser has. 1 durable round trip and 1 more, and one more to read an earlier session.
 * @param isStill As for {@link createForUser}.
 * @returns Undefined if the account was removed, or its password replaced, at the same moment.
 * @throws {RedisUnavailable} Then nobody is signed in.
 */
export async function beginSession(
  user: User,
  door: Door,
  isStill?: () => Promise<boolean>,
): Promise<{ token: string; session: AppSession } | undefined> {
  const earlier = await current();
  const replaces =
    earlier.status === "signed-in" ? { user: earlier.session.user, id: earlier.session.id } : undefined;
  const asked = await headers();
  const login = {
    user: user.id,
    data: {
      email: user.email,
      name: user.name,
      role: user.role,
      provenAt: Date.now(),
      ...(replaces ? { replaces } : {}),
    },
    createdBy: nodeName(),
    door,
    device: deviceOf(asked.get("user-agent")),
  };
  const begun = await createForUser(sessions(), users(), login, isStill);
  if (begun) noticeDevice(user, begun.session, addressOf(asked));
  return begun;
}
