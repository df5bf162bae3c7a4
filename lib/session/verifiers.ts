import { createHmac } from "node:crypto";
import { KeyRing, type RingKey } from "./key-ring.ts";
import type { RecordFormat } from "./policy.ts";
import type { Token } from "./token.ts";

/**
 * The bytes that Redis keeps in place of a token's secret: the key's id (2 bytes) and half an
 * HMAC-SHA-256 (16 bytes).
 */
export const verifierLength = 18;

/**
 * Makes verifiers from the ring of peppers, and tokens that follow others.
 *
 * A record of format 2 holds HMAC(key, tag.id.secret), so a verifier that an attacker moves into
 * another record proves nothing there. A record of format 1, which earlier builds wrote, holds
 * HMAC(key, secret). Each form has a key of its own, so the two bytes of the key's id tell them
 * apart, and a script can compare both without knowing which one a record has.
 */
export class Verifiers {
  readonly #unbound: KeyRing;
  readonly #bound: KeyRing;
  readonly #successors: KeyRing;

  /** @throws {Error} as {@link KeyRing} does. */
  constructor(peppers: readonly string[]) {
    this.#unbound = new KeyRing(peppers, "pepper");
    this.#bound = new KeyRing(peppers, "bound pepper");
    this.#successors = new KeyRing(peppers, "successor");
  }

  /** The verifier in a new record of this format. */
  written(token: Token, format: RecordFormat): Buffer {
    return format === 1 ? unbound(token, this.#unbound.first) : bound(token, this.#bound.first);
  }

  /**
   * Every verifier that may stand in a record of this token: two for each pepper, the first
   * pepper's first.
   */
  all(token: Token): Buffer[] {
    return this.#unbound.all.flatMap((key, nth) => [
      unbound(token, key),
      bound(token, this.#bound.all[nth] as RingKey),
    ]);
  }

  /**
   * The tokens that may follow this one, one for each pepper, with their verifiers in the order of
   * {@link all}. They are derived and not random, so that a rotation whose answer was lost can be
   * repeated on any node and gives the same token. Only a holder of the pepper can derive them.
   */
  successors(token: Token): { token: Token; verifiers: [Buffer, Buffer] }[] {
    return this.#successors.all.map((successor, nth) => {
      const secret = createHmac("sha256", successor.key).update(name(token)).update(token.secret).digest();
      const next = { ...token, secret };
      return {
        token: next,
        verifiers: [
          unbound(next, this.#unbound.all[nth] as RingKey),
          bound(next, this.#bound.all[nth] as RingKey),
        ],
      };
    });
  }

  /**
   * Whether a token can still be accepted for a record with this verifier. It can't if its pepper
   * was dropped.
   */
  canProve(verifier: Buffer): boolean {
    const id = verifier.subarray(0, 2);
    return this.#unbound.find(id) !== undefined || this.#bound.find(id) !== undefined;
  }
}

/** HMAC-SHA-256 cut to 128 bits, half the hash's length as RFC 2104 section 5 allows. */
function unbound({ secret }: Token, pepper: RingKey): Buffer {
  const mac = createHmac("sha256", pepper.key).update(secret).digest();
  return Buffer.concat([pepper.id, mac.subarray(0, 16)]);
}

function bound(token: Token, pepper: RingKey): Buffer {
  const mac = createHmac("sha256", pepper.key).update(name(token)).update(token.secret).digest();
  return Buffer.concat([pepper.id, mac.subarray(0, 16)]);
}

/**
 * Both parts have a fixed length, so no two tokens give the same bytes by a different split of name
 * and secret.
 */
const name = ({ tag, id }: Token) => `${tag}.${id}.`;
