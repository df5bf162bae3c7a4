import { replaceable } from "../node/per-process.ts";
import type { AppSession, SessionData } from "./sessions.ts";

/** Additional session data that an API answer shows, for rooms that keep something in it. */
export const alsoShown = replaceable<(data: SessionData) => object>("also-shown", () => () => ({}));

/**
 * The part of a session that an API answer shows. The id is public, and the answer has no token to
 * leak.
 */
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
