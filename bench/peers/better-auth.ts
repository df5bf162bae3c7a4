import { redisStorage } from "@better-auth/redis-storage";
import { betterAuth } from "better-auth";
import { Redis } from "ioredis";
import { usersMadeWhenAskedFor } from "../../controls/peers/better-auth-users.ts";
import { sampleLogin } from "../sample-login.ts";
import { found, idle, type Peer, slideAfter } from "./peer.ts";

/**
 * better-auth with its Redis storage: the session operations at the level below its routes,
 * sessions in Redis alone.
 */
export async function openBetterAuth(url: string): Promise<Peer> {
  const client = new Redis(url);
  const auth = betterAuth({
    baseURL: "http://127.0.0.1",
    secret: "a benchmark's secret, 32 characters or more",
    database: users,
    secondaryStorage: redisStorage({ client }),
    session: {
      expiresIn: idle,
      updateAge: slideAfter,
      additionalFields: { visits: { type: "number", required: false } },
    },
    telemetry: { enabled: false },
    logger: { level: "error" },
  });
  const { internalAdapter } = await auth.$context;
  let visits = 0;
  const read = async (token: string) => {
    const { session } = found("better-auth", await internalAdapter.findSession(token));
    // The rule of its getSession route: extend the session when `updateAge` has passed.
    const due = session.expiresAt.getTime() - idle * 1000 + slideAfter * 1000 <= Date.now();
    if (due) await internalAdapter.updateSession(token, { expiresAt: new Date(Date.now() + idle * 1000) });
    return session;
  };
  return {
    login: async (user) => {
      const { device } = sampleLogin(user).metadata;
      const session = await internalAdapter.createSession(idOf(user), false, {
        userAgent: `${device.browser}, ${device.system}`,
      });
      return session.token;
    },
    read,
    write: async (token) => {
      await read(token);
      visits += 1;
      await internalAdapter.updateSession(token, { visits });
    },
    logout: (token) => internalAdapter.deleteSession(token),
    list: (user) => internalAdapter.listSessions(idOf(user)),
    signOutEverywhere: (user) => internalAdapter.deleteUserSessions(idOf(user)),
    close: async () => void (await client.quit()),
  };
}

const idOf = (user: number) => `user-${user}`;

/** Its user table, with the sample's users. */
const users = usersMadeWhenAskedFor((id) => sampleLogin(Number(id.slice("user-".length))).data);
