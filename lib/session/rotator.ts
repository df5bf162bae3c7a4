import type { StoreContext } from "./context.ts";
import { ms } from "./policy.ts";
import type { Script } from "./redis/script.ts";
import type { Rotated } from "./session.ts";
import { formatToken } from "./token.ts";

/** Gives a store's sessions their next tokens. */
export class SessionRotator<Metadata> {
  readonly #context: StoreContext<Metadata>;
  readonly #script: Script;

  constructor(context: StoreContext<Metadata>, script: Script) {
    this.#context = context;
    this.#script = script;
  }

  /** As {@link RedisSessions.rotate}. */
  async rotate(text: string): Promise<Rotated> {
    const token = this.#context.parse(text);
    if (!token) return { status: "none" };
    const { redis, policy, sealing, verifiers } = this.#context.parts;
    const successors = verifiers.successors(token);
    const replies = await redis.write(this.#script, token.keys, [
      token.id,
      sealing.format,
      ms(policy.grace),
      token.verifiers.length,
      ...token.verifiers,
      ...successors.flatMap((successor) => successor.verifiers),
    ]);
    const reply = Number(replies.at(-1));
    if (reply === 0) return { status: "none" };
    if (reply === -1) return { status: "superseded" };
    if (reply === -2) return { status: "rotated", token: text };
    const next = successors.find((_, nth) => reply <= 2 * (nth + 1));
    if (!next) throw new Error(`rotate.lua answered ${reply}, which names no token.`);
    return { status: "rotated", token: formatToken(next.token) };
  }
}
