import { expect, test } from "vitest";
import { takeOver } from "./testing/takeover.ts";

test("the node that revoked a session refuses it from the first read on that a lagging replica answers as the new primary", async () => {
  expect(new Set(await takeOver())).toEqual(new Set(["none"]));
}, 30_000);
