"use server";

import { redirect } from "next/navigation";
import { hasDemo } from "@/lib/auth/demo-mode.ts";
import { signIn } from "@/lib/auth/password.ts";
import { env } from "@/lib/env.ts";

/** Signs in as the demo's user, in demo mode. @returns Why not, in words. */
export async function signInAsDemo(_before: string | null): Promise<string | null> {
  const { DEMO_PASSWORD: password } = env();
  if (!hasDemo() || !password) return "This site has no demo.";
  const { status } = await signIn({ email: "user@example.com", password });
  switch (status) {
    case "signed-in":
      redirect("/");
      break;
    case "wrong":
      return "Somebody changed the demo user’s password. Sign in with your own account.";
    case "throttled":
      return "Too many tries from here. Wait a minute.";
    case "unavailable":
      return "The session store isn’t answering. Try again in 2 s.";
  }
}
