"use client";

import { useActionState } from "react";
import { secondary } from "../_ui/button.ts";
import { Notice } from "../_ui/notice.tsx";
import { announceSignOut } from "../_ui/session-watch/ends.ts";
import { type LogoutState, logout } from "./actions.ts";

const ready: LogoutState = { status: "ready" };

export function SignOut() {
  const [state, action, pending] = useActionState(logout, ready);
  return (
    <form action={action} onSubmit={announceSignOut} className="w-full sm:w-auto">
      <div role="alert" className="not-empty:mb-4">
        {state.status === "unavailable" && (
          <Notice title="You can’t be signed out right now.">
            The session store isn’t answering, so the site could tell no node. You are still signed in; try
            again in {state.retryAfter} s.
          </Notice>
        )}
      </div>
      <button type="submit" className={`${secondary} w-full sm:w-40`} aria-disabled={pending}>
        {pending ? "Signing out" : "Sign out"}
      </button>
    </form>
  );
}
