import { step } from "../../stack/setup/progress.ts";
import type { Pace } from "../compare.ts";
import type { Section } from "../results.ts";
import { durability } from "./durability.ts";
import { indexLookUp } from "./index-look-up.ts";
import { signOut } from "./sign-out.ts";
import { few, many, sizes } from "./sizes.ts";

/** What durability costs, and how the store's own cost grows. */
export async function growthSection(pace: Pace): Promise<Section> {
  const rows = [
    await step("login with and without WAIT, one replica", () => durability(pace, 1)),
    await step("login with and without WAIT, two replicas", () => durability(pace, 2)),
    await step("sign out everywhere with 1 and with 1,000 sessions", () => signOut(pace)),
    ...(await step(`read, list and sign out with ${few} and with ${many} sessions`, () => sizes(pace))),
    await step("the read script without the index look-up", () => indexLookUp(pace)),
  ];
  return {
    title: "Durability and growth",
    note: "Login: rate with WAIT by rate without, so more is better. The others: cost of the larger by cost of the smaller, so less is better.",
    rows,
  };
}
