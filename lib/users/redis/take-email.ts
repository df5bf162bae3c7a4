import { randomBytes } from "node:crypto";
import type { DurableRedis } from "../../session/redis/durable.ts";
import type { Reply } from "../../session/redis/script.ts";
import { emailKey, fenceKey, passwordKey, userKey } from "./keys.ts";
import * as scripts from "./scripts.ts";

/** Which user claims an email, and the claim's fence. */
export interface Claim {
  readonly owner: string;
  readonly fence: string;
}

/** An email that a user had, empty if there was none, and the fence of the claim to it. */
export interface GivenUp {
  readonly email: string;
  readonly fence: string;
}

export type Taken =
  | { status: "committed"; before: GivenUp | undefined }
  | { status: "taken" }
  /** The user to give it to doesn't exist. */
  | { status: "none" };

export interface Patience {
  /**
   * Seconds after which another user may contest an email that a user is taking. This is well above
   * the 10 ms that it takes.
   */
  readonly stepTakes: number;
  /** Milliseconds between two tries while another user is taking the same email. */
  readonly pause: number;
}
export const patience: Patience = { stepTakes: 3, pause: 200 };
/** Together, the tries take longer than {@link Patience.stepTakes}. */
const tries = 20;

/**
 * Gives a user an email that no other has, in the three steps that scripts.ts
 * explains: 3 round trips, durable.
 * @param begin Writes the draft or the proposal, with this nonce.
 * @param without An owner of the claim who is known not to have the email, and the claim's fence
 * when that was found out.
 */
export async function takeEmail(
  redis: DurableRedis,
  id: string,
  email: string,
  begin: (nonce: string) => Promise<Reply[]>,
  { stepTakes, pause }: Patience,
  without?: Claim,
): Promise<Taken> {
  let known = without;
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const nonce = randomBytes(9).toString("base64url");
    const begun = (await begin(nonce)).findLast((reply) => Buffer.isBuffer(reply));
    if (!begun) return { status: "none" };
    const claimed = await redis.write(
      scripts.claimScript,
      [emailKey(email), fenceKey(email)],
      [id, nonce, known?.owner ?? "", known?.fence ?? ""],
    );
    const [owner = "", fence = ""] = (claimed.at(-1) as Buffer[]).map(String);
    if (owner === id) {
      const keys: [string, string] = [userKey(id), passwordKey(id)];
      const replies = await redis.write(scripts.commitScript, keys, [email, begun, fence]);
      const before = givenUp(replies);
      if (before || replies.includes(1)) return { status: "committed", before };
    }
    const keys: [string, string] = [userKey(owner), passwordKey(owner)];
    const has =
      owner === id ? 2 : (await redis.write(scripts.contestScript, keys, [email, stepTakes])).at(-1);
    if (has === 1) return { status: "taken" };
    known = has === 0 ? { owner, fence } : undefined;
    if (has === 2) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return { status: "taken" };
}

/** The email and fence that, by the reply of commit.lua or remove.lua, the user had. */
export function givenUp(replies: readonly Reply[]): GivenUp | undefined {
  const said = replies.find((reply) => Array.isArray(reply));
  if (!said) return undefined;
  const [email = "", fence = ""] = (said as Buffer[]).map(String);
  return { email, fence };
}

/**
 * Gives up the claim to an email that the user no longer has: 1 durable round trip; none for a user
 * who had no email. A claim that the user made since stays.
 */
export async function release(redis: DurableRedis, id: string, { email, fence }: GivenUp): Promise<void> {
  if (email === "") return;
  await redis.write(scripts.releaseScript, [emailKey(email), fenceKey(email)], [id, fence]);
}
