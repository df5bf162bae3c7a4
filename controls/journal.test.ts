import { expect, test } from "vitest";
import { takeOver } from "../lib/session/testing/takeover.ts";
import { without } from "./ablations.ts";

test("control: without the journal the new primary brings it back", async () => {
  // The replica can be faster than the takeover and learn of the revocation
  // from its old primary first.
  let answers: string[] = [];
  for (let tries = 0; tries < 5 && !answers.includes("alive"); tries += 1)
    answers = await takeOver(without("journal"));
  expect(answers).toContain("alive");
}, 90_000);
