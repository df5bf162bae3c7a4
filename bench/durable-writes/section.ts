import { step } from "../../stack/setup/progress.ts";
import type { Section } from "../results.ts";
import { frozenShard } from "./frozen-shard.ts";
import { noChange } from "./no-change.ts";

/** The cost of durable writes in cases in which it could be much higher than usual. */
export async function durableWritesSection(): Promise<Section> {
  const rows = [
    ...(await step("sign-outs that find nothing to end", noChange)),
    ...(await step("1,000 logins a second with a frozen shard", frozenShard)),
  ];
  return {
    title: "Durable writes in hard cases",
    note: "The hard case by the usual one, so less is better.",
    rows,
  };
}
