"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { demoEnv } from "@/demo/env.ts";
import { hasDemo } from "@/demo/mode.ts";
import { signIn } from "@/lib/auth/password.ts";

export type DemoState = { signedIn: boolean; problem: string };

const refused = (problem: string): DemoState => ({ signedIn: false, problem });

/**
 * Signs in as the demo's user, in demo mode. The answer shows the page as it was requested, before
 * the sign-in. So a page with scripts requests itself again, and a form without scripts gets a
 * redirect to it.
 */
export async function signInAsDemo(_before: DemoState): Promise<DemoState> {
  const { DEMO_PASSWORD: password } = demoEnv();
  if (!hasDemo() || !password) return refused("This site has no demo.");
  const { status } = await signIn({ email: "user@example.com", password });
  switch (status) {
    case "signed-in":
      if (!(await headers()).has("next-action")) redirect("/");
      return { signedIn: true, problem: "" };
    case "wrong":
      return refused("Somebody changed the demo user’s password. Sign in with your own account.");
    case "throttled":
      return refused("Too many tries from here. Wait a minute.");
    case "unavailable":
      return refused("The session store isn’t answering. Try again in 2 s.");
  }
}
