import { type SessionMetadata, sessionMetadata } from "../../lib/auth/session-metadata.ts";
import { RedisSessions, type RedisSessionsOptions, type Session } from "../../lib/session/index.ts";
import { sampleLogin } from "../sample-login.ts";
import { found, idle, type Peer } from "./peer.ts";

// The secret is the same for each instance of a run, so that one instance reads the sessions of
// another.
const secret = "a benchmark's secret, 32 characters or more";

/**
 * This project's store, as the app opens it.
 * @param firstUser Added to the users' numbers, for two stores at once whose users must differ.
 */
export function openUnstuck(
  url: string,
  firstUser = 0,
  options: Pick<RedisSessionsOptions, "parts" | "reader"> = {},
): Peer {
  const login = (user: number) => sampleLogin(firstUser + user);
  const sessions = new RedisSessions<unknown, SessionMetadata>({
    metadata: sessionMetadata,
    url,
    peppers: [secret],
    envelopeKeys: [secret],
    policy: { idle, cap: 1000 },
    ...options,
  });
  const read = async (token: string): Promise<Session<unknown, SessionMetadata>> => {
    const answer = await sessions.read(token);
    return found("unstuck", answer.status === "alive" ? answer.session : null);
  };
  return {
    login: async (user) => (await sessions.create(login(user))).token,
    read,
    write: async (token) => sessions.update(await read(token), change),
    logout: (token) => sessions.revoke({ token }),
    list: (user) => sessions.list(login(user).user),
    signOutEverywhere: (user) => sessions.revokeAll(login(user).user),
    close: () => sessions.close(),
  };
}

let visits = 0;
const change = (data: unknown) => {
  visits += 1;
  return { ...(data as object), visits };
};
