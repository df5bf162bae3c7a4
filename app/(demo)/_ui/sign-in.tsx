"use client";

import { useRouter } from "next/navigation";
import { useActionState, useEffect } from "react";
import { primary } from "../../_ui/button.ts";
import { type DemoState, signInAsDemo } from "./sign-in.ts";

const ready: DemoState = { signedIn: false, problem: "" };

/** One click, and the demo's user is signed in: where that is allowed at all, everybody may. */
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
