"use client";

import { useActionState } from "react";
import { signInAsDemo } from "../demo-sign-in.ts";
import { primary } from "./button.ts";

/** One click, and the demo's user is signed in: where that is allowed at all, everybody may. */
export function DemoSignIn() {
  const [trouble, action, pending] = useActionState(signInAsDemo, null);
  return (
    <form action={action} className="shrink-0">
      <button type="submit" className={primary} aria-disabled={pending}>
        {pending ? "Signing in" : "Sign in as demo user"}
      </button>
      <p role="alert" className="text-sm">
        {trouble}
      </p>
    </form>
  );
}
