import { sealData, unsealData } from "iron-session";
import { sampleLogin } from "../sample-login.ts";
import { found, idle, type Peer } from "./peer.ts";

/**
 * iron-session alone: the session is in the cookie, without a store. It is the yardstick for a
 * store's cost. It can't list sessions, and can't end a session that another person holds a copy
 * of.
 */
export function openIronSession(): Peer {
  const sealing = { password: "a benchmark's secret, 32 characters or more", ttl: idle };
  const read = (token: string) => unsealData<object>(token, sealing);
  let visits = 0;
  return {
    login: (user) => sealData(sampleLogin(user), sealing),
    read: async (token) => found("iron-session", Object.keys(await read(token)).length > 0 ? token : null),
    write: async (token) => {
      visits += 1;
      return sealData({ ...(await read(token)), visits }, sealing);
    },
    close: async () => {},
  };
}
