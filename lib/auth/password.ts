import { cookies, headers } from "next/headers";
import { nodeName } from "../cluster/node.ts";
import { isUnavailable } from "../session/index.ts";
import { verifyPassword } from "../users/directory.ts";
import { currentToken } from "./current.ts";
import { deviceOf } from "./device.ts";
import { sealToken } from "./iron.ts";
import { type AppSession, sessions } from "./sessions.ts";

export type SignIn =
  | { status: "signed-in"; session: AppSession }
  | { status: "wrong" }
  | { status: "unavailable"; retryAfter: number };

/**
 * Signs a person in by password: a session of its own in the store, its token in the sealed cookie. A session that this
 * browser had before is ended, so that nobody can have planted it. 1 durable round trip, 2 with an earlier session.
 */
export async function signIn(credentials: { email: string; password: string }): Promise<SignIn> {
  const user = await verifyPassword(credentials);
  if (!user) return { status: "wrong" };
  try {
    const earlier = await currentToken();
    const { token, session } = await sessions().create({
      user: user.id,
      data: { email: user.email, name: user.name, role: user.role },
      createdBy: nodeName(),
      door: "iron-session",
      device: deviceOf((await headers()).get("user-agent")),
    });
    if (earlier) await sessions().revoke({ token: earlier });
    (await cookies()).set(await sealToken(token));
    return { status: "signed-in", session };
  } catch (error) {
    if (isUnavailable(error)) return { status: "unavailable", retryAfter: error.retryAfter };
    throw error;
  }
}
