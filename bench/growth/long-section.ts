import { step } from "../../stack/setup/progress.ts";
import type { Section } from "../results.ts";
import { expiry } from "./expiry.ts";
import { failover } from "./failover.ts";
import { restart } from "./restart.ts";

/** What happens seldom, and with a million sessions: each takes seconds, so this takes minutes. */
export async function longGrowthSection(): Promise<Section> {
  const rows = [
    await step("a restart with few and with many sessions", restart),
    await step("the end of a million sessions at one moment", expiry),
    ...(await step("a failover with few and with many sessions", failover)),
  ];
  return {
    title: "Events with a million sessions",
    note: "Times with a million sessions by times with a thousand, or with none of them ending; less is better. With the project's redis.conf, the append-only file included.",
    rows,
  };
}
