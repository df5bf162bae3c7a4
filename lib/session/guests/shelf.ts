import { createHash, createHmac, type KeyObject } from "node:crypto";

/**
 * The number of slots over which guests are spread. A guest's address selects the shelf. So all
 * that its session needs (its address's count, the shelf's list and the record) is in one slot, and
 * a guest begins in one atomic call on Cluster too.
 */
export const shelves = 64;

/**
 * The tag of a shelf. It has the form of a user's tag. No user has the same, since the hashed text
 * begins with other words.
 */
export function guestTag(shelf: number): string {
  return createHash("sha256").update(`unstuck guests ${shelf}`).digest().toString("base64url", 0, 12);
}

export const guestTags: readonly string[] = Array.from({ length: shelves }, (_, shelf) => guestTag(shelf));

const known = new Set(guestTags);

/** Whether a tag is a shelf's and not a user's. It decides which family of keys belongs to it. */
export const isGuestTag = (tag: string): boolean => known.has(tag);

/**
 * The shelf of an address's guests, and a keyed hash that replaces the address in Redis. A dump of
 * Redis does not reveal the address.
 */
export interface Place {
  tag: string;
  name: string;
}

/**
 * @param key Derived from the ring's first pepper, so that no visitor can choose the shelf that
 * goes with an address.
 */
export function placeOf(address: string, key: KeyObject): Place {
  const mac = createHmac("sha256", key).update(address).digest();
  return { tag: guestTags[mac.readUInt16BE(0) % shelves] as string, name: mac.toString("base64url", 2, 14) };
}
