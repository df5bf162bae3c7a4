import type { DurableRedis } from "../redis/durable.ts";
import type { Reply } from "../redis/script.ts";
import { emailKey, passwordKey, userKey } from "./keys.ts";
import * as scripts from "./scripts.ts";

export type Taken =
  | { status: "committed"; before: string | undefined }
  | { status: "taken" }
  /** There is no user to give it to. */
  | { status: "none" };

/** Seconds after which another may contest an email that somebody is taking: well above the 10 ms that it takes. */
const stepTakes = 3;
/** Tries, 200 ms apart where somebody is taking the same email: longer together than {@link stepTakes}. */
const tries = 20;

/**
 * Gives a user an email that no other has, in the three steps that scripts.ts explains: 3 round trips, durable.
 * @param begin Writes the draft or the proposal.
 * @param without An owner of the claim who is known not to have the email.
 */
export async function takeEmail(
  redis: DurableRedis,
  id: string,
  email: string,
  begin: () => Promise<Reply[]>,
  without = "",
): Promise<Taken> {
  let known = without;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (!(await begin()).includes(1)) return { status: "none" };
    const owner = String((await redis.write(scripts.claimScript, [emailKey(email)], [id, known])).at(-1));
    if (owner === id) {
      const replies = await redis.write(scripts.commitScript, [userKey(id), passwordKey(id)], [email]);
      const before = replies.find((reply) => Buffer.isBuffer(reply));
      if (before || replies.includes(1)) {
        return { status: "committed", before: before ? String(before) : undefined };
      }
    }
    const keys: [string, string] = [userKey(owner), passwordKey(owner)];
    const has =
      owner === id ? 2 : (await redis.write(scripts.contestScript, keys, [email, stepTakes])).at(-1);
    if (has === 1) return { status: "taken" };
    known = has === 0 ? owner : "";
    if (has === 2) await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { status: "taken" };
}
