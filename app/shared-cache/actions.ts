"use server";

import { refresh } from "next/cache";
import { current } from "@/lib/auth/current.ts";
import { mayBreak } from "@/lib/auth/demo-mode.ts";
import { expireTag } from "@/lib/cache/shared.ts";
import { tag } from "./computed.ts";

/** Expires the value on every node. Whoever may not sees the page as it was. */
export async function computeAnew(): Promise<void> {
  if (!mayBreak(await current())) return;
  await expireTag(tag);
  // What the browser keeps of this page is out of date as well.
  refresh();
}
