"use client";

import { useRouter } from "next/navigation";
import { useActionState, useEffect } from "react";
import { primary } from "../../_ui/button.ts";
import { type DemoState, signInAsDemo } from "./sign-in.ts";

const ready: DemoState = { signedIn: false, problem: "" };

/**
 * One click signs in as the demo's user. Where the site allows that at all, it allows everybody.
 */
export function DemoSignIn() {
  const [{ signedIn, problem }, action, pending] = useActionState(signInAsDemo, ready);
  const router = useRouter();
  useEffect(() => {
    if (signedIn) router.refresh();
  }, [signedIn, router]);
  return (
    <form action={action} className="shrink-0">
      <button type="submit" className={primary} aria-disabled={pending}>
        {pending ? "Signing in" : "Sign in as demo user"}
      </button>
      <p role="alert" className="text-sm">
        {problem}
      </p>
    </form>
  );
}
