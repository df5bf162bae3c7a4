import { replaceable } from "../node/per-process.ts";
import type { AppSession, SessionData } from "./sessions.ts";

/** What else of a session's data an API answer shows, for rooms that keep something in it. */
export const alsoShown = replaceable<(data: SessionData) => object>("also-shown", () => () => ({}));

/** What an API answer shows of a session. Its id is public; no token is in here to leak. */
export function publicSession({ id, data, createdAt, metadata }: AppSession) {
  return {
    id,
    user: { email: data.email, name: data.name },
    createdAt: createdAt.toISOString(),
    createdBy: metadata.createdBy,
    signInMethod: metadata.signInMethod,
    ...alsoShown()(data),
  };
}
