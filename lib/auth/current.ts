import { cookies } from "next/headers";
import { cache } from "react";
import { isUnavailable } from "../session/index.ts";
import { cookieName, unsealToken } from "./iron.ts";
import { type AppSession, sessions } from "./sessions.ts";

/** Who is asking. `unavailable` is not `anonymous`: Redis could not say, and the person stays signed in. */
export type Current =
  | { status: "anonymous" }
  | { status: "signed-in"; session: AppSession }
  | { status: "unavailable"; retryAfter: number };

/**
 * Who is asking, found out once a page: 1 Redis round trip with a cookie that this site sealed, none without.
 */
export const current = cache(async (): Promise<Current> => {
  const token = await currentToken();
  if (!token) return { status: "anonymous" };
  try {
    const found = await sessions().read(token);
    return found.status === "alive"
      ? { status: "signed-in", session: found.session }
      : { status: "anonymous" };
  } catch (error) {
    if (isUnavailable(error)) return { status: "unavailable", retryAfter: error.retryAfter };
    throw error;
  }
});

/** The token in this request's cookie, if this site sealed it. No round trip. */
export async function currentToken(): Promise<string | undefined> {
  return unsealToken((await cookies()).get(cookieName())?.value);
}
