import { expect, test } from "vitest";
import { jobCampaign } from "./testing/campaign.ts";
import { everyMs } from "./testing/settings.ts";

/** The whole campaign is `JOB_SLOTS=1000`. */
const slots = Number(process.env.JOB_SLOTS || 100);

test("three processes have the timer of one job; while they are killed and frozen, and the primary is killed, each slot has its effect once", async () => {
  const { effects, kills, freezes } = await jobCampaign(slots);
  const done = effects.map(({ slot }) => slot);
  const first = done[0] ?? 0;
  expect(done, "every slot once, in order, and none left out").toEqual(done.map((_, nth) => first + nth));
  const tokens = effects.map(({ token }) => token);
  expect(tokens, "a later slot has a later grant").toEqual(tokens.toSorted((one, other) => one - other));
  expect(new Set(tokens).size, "and one of its own").toBe(tokens.length);
  expect(new Set(effects.map(({ worker }) => worker)).size, "processes that did some").toBeGreaterThan(1);
  expect(tokens.at(-1), "grants, with those whose holder was killed or frozen").toBeGreaterThan(
    tokens.length,
  );
  const latest = Math.max(...effects.map(({ slot, at }) => at - slot * everyMs));
  console.log(
    `${done.length} slots, ${kills} processes killed and ${freezes} frozen, ${tokens.at(-1)} grants; the latest effect ${latest} ms after its slot began`,
  );
}, 240_000);
