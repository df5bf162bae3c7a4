import { setTimeout as pause } from "node:timers/promises";
import type { DurableRedis } from "../../../session/redis/durable.ts";
import { UserDirectory } from "../../directory.ts";
import { emailKey, userKey } from "../keys.ts";
import { RedisLinkedUsers } from "../linked-users.ts";
import * as scripts from "../scripts.ts";
import { RedisUserRecords } from "../user-records.ts";
import { type Step, stepwise } from "./stepwise.ts";

/**
 * Makes three users change to, leave, sign up with and prove to a provider two addresses at once.
 * It lets one step at a time reach Redis, in an order that the seed chooses. Some steps reach Redis
 * twice, the second time late, and some never.
 * @returns The fault after a step: two users with one address, or a user with an address but
 * without its claim.
 */
export async function interleaved(redis: DurableRedis, seed: number): Promise<string | undefined> {
  const random = numbersFrom(seed);
  const one = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T;
  const run = crypto.randomUUID();
  const shared = ["a", "b"].map((name) => `${name}-${run}@example.com`);
  const users = ["ada", "ben", "eve"].map((name) => `${name}-${run}`);
  const plain = new UserDirectory(new RedisUserRecords(redis));
  for (const [at, id] of users.entries())
    await plain.create({ id, name: id, email: shared[at] ?? `own-${id}@example.com` });

  const waiting: Step[] = [];
  const late: Step[] = [];
  let going = 0;
  const begin = () => {
    const slow = stepwise(redis, waiting);
    const patience = { stepTakes: one([0, 3]), pause: 0 };
    const directory = new UserDirectory(new RedisUserRecords(slow, patience));
    const linked = new RedisLinkedUsers(slow, patience);
    const remove = async (barred: string) => void (await directory.remove(barred));
    const id = one(users);
    const email = one([...shared, `own-${id}@example.com`]);
    const work = one([
      () => directory.update(id, { email }),
      () => directory.update(id, { email }),
      () => directory.remove(id),
      () => directory.create({ id, email, name: id }),
      () => linked.takeEmail(id, email, remove),
      () => linked.takeEmail(id, email, remove),
    ]);
    going += 1;
    void work().finally(() => {
      going -= 1;
    });
  };

  let lost = 0;
  for (let begun = 0, steps = 0; steps < 200 && (begun < 8 || going > lost); steps += 1) {
    if (begun < 8 && (going - lost < 3 || random() < 0.2)) {
      begin();
      begun += 1;
    }
    while (waiting.length === 0 && going > lost) await pause(0);
    const [step] = waiting.splice(Math.floor(random() * waiting.length), 1);
    if (late.length > 0 && random() < 0.1)
      await late.splice(Math.floor(random() * late.length), 1)[0]?.repeat();
    if (step) {
      const fate = random();
      if (fate < 0.05) lost += 1;
      else await step.run();
      if (fate > 0.8) late.push(step);
    }
    const wrong = await broken(redis, users, shared);
    if (wrong) return `${wrong}, seed ${seed}, step ${steps}`;
  }
  return undefined;
}

async function broken(
  redis: DurableRedis,
  users: readonly string[],
  emails: readonly string[],
): Promise<string | undefined> {
  const plain = new UserDirectory(new RedisUserRecords(redis));
  const [found, owners] = await Promise.all([
    Promise.all(users.map((id) => plain.find(id))),
    Promise.all(emails.map((email) => redis.read(scripts.ownerScript, [emailKey(email)]))),
  ]);
  for (const [at, email] of emails.entries()) {
    const having = found.filter((user) => user?.email === email);
    if (having.length > 1) return "two users have one address";
    const [user] = having;
    if (user && String(owners[at]) !== user.id) return `the claim of ${userKey(user.id)} is not theirs`;
  }
  return undefined;
}

/**
 * A Redis that applies each release and takeover to the claim that exists at that moment, as if
 * there were no fences.
 */
export function withoutFences(redis: DurableRedis): DurableRedis {
  return new Proxy(redis, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name !== "write") return typeof value === "function" ? value.bind(target) : value;
      return async (...[script, keys, args = [], renew]: Parameters<DurableRedis["write"]>) => {
        const at = script === scripts.releaseScript ? 1 : script === scripts.claimScript ? 3 : undefined;
        if (at === undefined) return target.write(script, keys, args, renew);
        const fence = await target.read(scripts.ownerScript, [keys[1] ?? ""]);
        return target.write(script, keys, args.with(at, String(fence ?? "")), renew);
      };
    },
  });
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
