"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { enterAction } from "@/lib/auth/guard.ts";
import { sessions } from "@/lib/auth/sessions.ts";

const target = z.object({ user: z.string().min(1).max(254), id: z.string().min(1).max(64) });

/** Ends one session of anybody, for operators: 1 durable round trip. What couldn't be made durable shows by being listed still. */
export async function revokeSession(data: FormData): Promise<void> {
  const asked = await enterAction("/cluster", "operator");
  if (asked.status !== "allowed") return;
  const given = target.safeParse({ user: data.get("user"), id: data.get("id") });
  if (given.success) await sessions().revoke(given.data);
  revalidatePath("/cluster");
}
