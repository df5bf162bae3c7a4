import { expect, test } from "vitest";
import { takeOver } from "./testing/takeover.ts";

test("a revocation outlives its store: another one, opened with the required options only, refuses the session after the takeover by a replica that lacks it", async () => {
  expect(new Set(await takeOver({}, "another store"))).toEqual(new Set(["none"]));
}, 30_000);

test("control: without announcements the replica that took over brings the session back", async () => {
  expect(await takeOver({}, "another store", { announcements: false })).toContain("alive");
}, 30_000);
