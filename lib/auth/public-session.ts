import type { AppSession } from "./sessions.ts";

/** What an API answer shows of a session. Its id is public; no token is in here to leak. */
export function publicSession({ id, data, createdAt, createdBy, door }: AppSession) {
  return {
    id,
    user: { email: data.email, name: data.name },
    createdAt: createdAt.toISOString(),
    createdBy,
    door,
    counter: data.counter ?? 0,
  };
}
