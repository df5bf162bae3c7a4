"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { requireAction } from "@/lib/auth/guard.ts";
import { unavailableBy } from "@/lib/auth/problem.ts";
import { sessions } from "@/lib/auth/sessions.ts";
import { isUnavailable } from "@/lib/session/index.ts";
import type { Trouble } from "../_ui/trouble.tsx";
import { troubleOf } from "../_ui/trouble-of.ts";

const target = z.object({ user: z.string().min(1).max(254), id: z.string().min(1).max(64) });

/**
 * Ends one session of any person, for operators: 1 durable round trip.
 * @returns Why the session isn't known to have ended.
 */
export async function revokeSession(_before: Trouble | null, data: FormData): Promise<Trouble | null> {
  const asked = await requireAction("/console", "operator");
  if (asked.status === "unavailable") return troubleOf(asked);
  if (asked.status !== "allowed") return { kind: "refused", text: "Your account may not do this." };
  const given = target.safeParse({ user: data.get("user"), id: data.get("id") });
  if (!given.success)
    return { kind: "refused", text: "It isn’t said whose session to end. Look the person up again." };
  try {
    await sessions().revoke(given.data);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return troubleOf(unavailableBy(error));
  }
  revalidatePath("/console");
  return null;
}
