import type { Redis } from "ioredis";
import { defaultKeys } from "../lib/session/keys.ts";
import { parseToken } from "../lib/session/token.ts";
import type { Trial } from "./compare.ts";
import { inFlight } from "./in-flight.ts";
import { type Operation, perUser } from "./operations.ts";
import type { Peer } from "./peers/peer.ts";
import { bare } from "./store-rows.ts";

/**
 * One operation of one peer, with the sessions that it needs; undefined if the peer has no such
 * operation.
 */
export async function trialOf(
  operation: Operation,
  name: string,
  peer: Peer,
  users: number,
): Promise<Trial | undefined> {
  const tokens: string[] = [];
  // A user's logins come one after another. better-auth loses list entries of logins that come at
  // once, because it reads its list and writes it back.
  const login = async (count: number, each = 1) => {
    for (let nth = 0; nth < each; nth += 1)
      await inFlight(count, 256, async (user) => {
        tokens[nth * count + user] = await peer.login(user);
      });
  };
  const token = (index: number) => tokens[index % tokens.length] ?? "";
  switch (operation) {
    case "read":
      await login(users);
      return { name, call: (index) => peer.read(token(index)) };
    case "write":
      await login(users);
      return { name, call: (index) => peer.write(token(index)) };
    case "login": {
      // Each login is for a different user, as on a site with many users.
      let user = users;
      return {
        name,
        call: () => {
          user += 1;
          return peer.login(user);
        },
      };
    }
    case "logout": {
      const { logout } = peer;
      return logout && { name, prepare: login, call: (index) => logout(token(index)) };
    }
    case "list": {
      const { list } = peer;
      if (!list) return undefined;
      const listed = Math.ceil(users / perUser);
      await login(listed, perUser);
      const call = async (index: number) => {
        const sessions = await list(index % listed);
        if (sessions.length !== perUser)
          throw new Error(`${name} lists ${sessions.length} of ${perUser} sessions.`);
      };
      return { name, call };
    }
    case "sign-out": {
      const { signOutEverywhere } = peer;
      return (
        signOutEverywhere && {
          name,
          prepare: (count) => login(count, perUser),
          call: (index) => signOutEverywhere(index),
        }
      );
    }
  }
}

/**
 * The yardstick: the rate at which this client gets the same bytes from this Redis and does nothing
 * else.
 */
export async function bareGet(client: Redis, peer: Peer | undefined, users: number): Promise<Trial> {
  const keys: string[] = [];
  await inFlight(users, 256, async (user) => {
    const token = parseToken((await peer?.login(user)) ?? "");
    keys[user] = token ? defaultKeys.record(token.tag, token.id) : "";
  });
  return { name: bare, call: (index) => client.getBuffer(keys[index % users] ?? "") };
}
