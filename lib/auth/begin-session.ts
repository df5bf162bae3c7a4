import { headers } from "next/headers";
import { nodeName } from "../cluster/node.ts";
import type { User } from "../users/user.ts";
import { users } from "../users/users.ts";
import { createForUser } from "./create-for-user.ts";
import { currentToken } from "./current.ts";
import { deviceOf } from "./device.ts";
import { type AppSession, sessions } from "./sessions.ts";

/** Which login made a session. */
export type Door = "iron-session" | "authjs";

/**
 * Begins a session for a person who has just signed in, through whichever door. The one that this browser had before ends,
 * so that nobody can have planted it and no two doors stay open at once. 1 durable round trip and 1 more, 2 durable ones
 * with an earlier session.
 * @returns Undefined if the account was removed at the same moment.
 * @throws {RedisUnavailable} Then nobody is signed in.
 */
export async function beginSession(
  user: User,
  door: Door,
): Promise<{ token: string; session: AppSession } | undefined> {
  const earlier = await currentToken();
  const begun = await createForUser(sessions(), users(), {
    user: user.id,
    data: { email: user.email, name: user.name, role: user.role, provenAt: Date.now() },
    createdBy: nodeName(),
    door,
    device: deviceOf((await headers()).get("user-agent")),
  });
  if (earlier) await sessions().revoke({ token: earlier });
  return begun;
}
