import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { jobCampaign } from "../lib/jobs/testing/campaign.ts";

const program = path.join(path.dirname(fileURLToPath(import.meta.url)), "testing/unfenced-worker.ts");
const slots = 100;
const runs = 3;

test(
  "control: a lease alone, whose resource compares no fencing tokens, does a slot twice",
  async () => {
    let twice = 0;
    for (let nth = 0; nth < runs && twice === 0; nth += 1) {
      const { effects } = await jobCampaign(slots, program);
      twice = effects.length - new Set(effects.map(({ slot }) => slot)).size;
    }
    expect(twice).toBeGreaterThan(0);
  },
  runs * 240_000,
);
