import { guestTags, placeOf } from "../../guests/shelf.ts";
import { KeyRing } from "../../key-ring.ts";
import { Keys, tagOf } from "../../keys.ts";
import type { VectorFile } from "./file.ts";
import { id, nonce, peppers } from "./fixed.ts";

const users = ["user-1", "1", "", "a user with spaces", "Zoë", "名前", "x".repeat(300)];
const write = nonce(0x11);

function namesFor(prefix: string, user: string) {
  const keys = new Keys(prefix);
  const tag = tagOf(user);
  return {
    index: keys.index(tag),
    record: keys.record(tag, id),
    recordStem: keys.recordStem(tag),
    done: keys.done(tag, id, write),
    channel: keys.channel,
  };
}

function namesOfShelf(prefix: string, shelf: number) {
  const keys = new Keys(prefix);
  const tag = guestTags[shelf] as string;
  return {
    tag,
    index: keys.index(tag),
    record: keys.record(tag, id),
    recordStem: keys.recordStem(tag),
    done: keys.done(tag, id, write),
    arrivals: keys.arrivals(tag, "AAAAAAAAAAAAAAAA"),
  };
}

const pepper = peppers[0];
const placed = (address: string) => ({
  name: `the place of the address ${address}`,
  address,
  pepper,
  place: placeOf(address, new KeyRing([pepper], "guest address").first.key),
});

export const keys: VectorFile = {
  about:
    "The tag of a user, and the names of everything in Redis for a prefix and a user. The session's id is " +
    `${id}, and the nonce of the write that \`done\` marks is ${write.toString("hex")}. Those of guests belong to a shelf in a user's place.`,
  cases: [
    ...users.map((user) => ({
      name: `the tag of ${user.slice(0, 20) || "an empty name"}`,
      user,
      tag: tagOf(user),
    })),
    ...["unstuck", "shop-2"].map((prefix) => ({
      name: `the names for the prefix ${prefix}`,
      prefix,
      user: "user-1",
      names: namesFor(prefix, "user-1"),
    })),
    ...[0, 63].map((shelf) => ({
      name: `the names of guests on shelf ${shelf}`,
      shelf,
      prefix: "unstuck",
      guests: namesOfShelf("unstuck", shelf),
    })),
    ...["192.0.2.1", "2001:db8:0:1::/64"].map(placed),
  ],
};
