import { expect, test } from "vitest";
import { KeyRing } from "./key-ring.ts";

const one = "one key of 32 characters or more, for a test";
const two = "two keys of 32 characters or more, for a test";

test("the first key seals, and each is found by its id", () => {
  const ring = new KeyRing([one, two], "envelope");
  expect(ring.first).toBe(ring.all[0]);
  for (const key of ring.all) expect(ring.find(key.id)).toBe(key);
  expect(new KeyRing([two], "envelope").find(ring.first.id)).toBeUndefined();
});

test("one secret set for two purposes makes two keys", () => {
  const [pepper, envelope] = [new KeyRing([one], "pepper").first, new KeyRing([one], "envelope").first];
  expect(pepper.key.equals(envelope.key)).toBe(false);
});

test.each([
  [[], /ring of pepper keys is empty/],
  [[one, one], /Two pepper keys are the same/],
  [[one, ""], /fewer than 32 characters/],
  [["a".repeat(31)], /fewer than 32 characters/],
])("the ring %j is refused with what to do", (secrets, message) => {
  expect(() => new KeyRing(secrets, "pepper")).toThrow(message);
});

test("a refusal never shows the key", () => {
  expect(() => new KeyRing(["hunter2"], "pepper")).toThrow(/^(?!.*hunter2)/);
  expect(() => new KeyRing([one, one], "pepper")).toThrow(new RegExp(`^(?!.*${one})`));
});
