"use server";

import { redirect } from "next/navigation";
import { signOut } from "@/lib/auth/sign-out.ts";

export type LogoutState = { status: "ready" } | { status: "unavailable"; retryAfter: number };

export async function logout(): Promise<LogoutState> {
  const result = await signOut();
  if (result.status === "signed-out") redirect("/");
  return result;
}
