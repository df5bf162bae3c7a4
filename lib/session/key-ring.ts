import { createHash, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

const shortest = 32;

export interface RingKey {
  /** Two bytes that name the key inside the bytes that it sealed, derived from the key itself. */
  id: Buffer;
  key: KeyObject;
}

/**
 * Secrets: the first one seals, and each of them opens. To rotate, put the new secret last on every
 * node, then first. Drop the old one when whatever it sealed may end.
 */
export class KeyRing {
  readonly first: RingKey;
  readonly all: readonly RingKey[];

  /**
   * @param secrets At least 32 random bytes each, in any encoding, so at least 32 characters.
   * @param purpose Keeps keys for different uses apart if one secret is set for two of them (HKDF,
   * RFC 5869).
   * @throws {Error} when no secret is given, one is too short, or two can't be told apart.
   */
  constructor(secrets: readonly string[], purpose: string) {
    this.all = secrets.map((secret) => {
      if (Buffer.byteLength(secret) < shortest) {
        throw new Error(
          `A ${purpose} key has fewer than ${shortest} characters: make one with \`openssl rand -base64 32\`.`,
        );
      }
      const key = Buffer.from(hkdfSync("sha256", secret, "", `unstuck ${purpose}`, 32));
      const id = createHash("sha256").update("key id").update(key).digest().subarray(0, 2);
      return { id, key: createSecretKey(key) };
    });
    const [first] = this.all;
    if (!first) throw new Error(`The ring of ${purpose} keys is empty: set at least one.`);
    if (new Set(this.all.map(({ id }) => id.toString("hex"))).size < this.all.length) {
      throw new Error(`Two ${purpose} keys are the same or share a key id: replace one of them.`);
    }
    this.first = first;
  }

  /** The key that this id names, or undefined if it was dropped. */
  find(id: Buffer): RingKey | undefined {
    return this.all.find((candidate) => candidate.id.equals(id));
  }
}
