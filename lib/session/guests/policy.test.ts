import { expect, test } from "vitest";
import { KeyRing } from "../key-ring.ts";
import { tagOf } from "../keys.ts";
import { defaultGuestPolicy, guestPolicy } from "./policy.ts";
import { guestTags, isGuestTag, placeOf, shelves } from "./shelf.ts";

test("a change leaves the other defaults as they are", () => {
  expect(guestPolicy({ perMinute: 3 })).toEqual({ ...defaultGuestPolicy, perMinute: 3 });
});

test.each([
  [{ idle: 0 }, /idle must be above 0/],
  [{ perMinute: 1.5 }, /perMinute must be a whole number/],
  [{ most: 63 }, /most must be at least 64/],
  [{ memoryLimit: 1.1 }, /memoryLimit must not be above 1/],
  [{ idle: 61, absolute: 60 }, /idle \(61 s\) must not be above absolute \(60 s\)/],
  [{ maxPlainBytes: 2 ** 21 }, /maxPlainBytes must not be above 1048576/],
])("%j is refused by name", (change, message) => {
  expect(() => guestPolicy(change)).toThrow(message);
});

test("addresses spread over the shelves, one is always on the same, and no user has the tag of one", () => {
  const { key } = new KeyRing(["a pepper of 32 characters or more"], "guest address").first;
  const places = Array.from({ length: 2000 }, (_, nth) => placeOf(`10.0.0.${nth}`, key));
  expect(new Set(places.map(({ tag }) => tag))).toEqual(new Set(guestTags));
  expect(new Set(places.map(({ name }) => name)).size).toBe(2000);
  expect(placeOf("10.0.0.1", key)).toEqual(places[1]);
  const users = Array.from({ length: shelves }, (_, shelf) => [tagOf(`guests ${shelf}`), tagOf(`${shelf}`)]);
  expect(users.flat().some(isGuestTag)).toBe(false);
});
