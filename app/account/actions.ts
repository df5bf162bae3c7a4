"use server";

import { redirect } from "next/navigation";
import type { Unavailable } from "@/lib/auth/problem.ts";
import { signOut } from "@/lib/auth/sign-out.ts";

export type LogoutState = { status: "ready" } | Unavailable;

export async function logout(): Promise<LogoutState> {
  const result = await signOut();
  if (result.status === "signed-out") redirect("/");
  return result;
}
