"use client";

import { useActionState, useEffect, useRef } from "react";
import { primary } from "../_ui/button.ts";
import { Notice } from "../_ui/notice.tsx";
import { TooMany } from "../_ui/too-many.tsx";
import { type LoginState, login } from "./actions.ts";

const field =
  "mt-1.5 block min-h-12 w-full rounded-panel border border-muted bg-panel px-3 text-base aria-[invalid=true]:border-ink aria-[invalid=true]:border-2";
const fresh: LoginState = { email: "", problem: null };

export function LoginForm({ next }: { next: string }) {
  const [state, action, pending] = useActionState(login, fresh);
  const problem = useRef<HTMLDivElement>(null);
  const wrong = state.problem?.kind === "refused";

  useEffect(() => {
    if (state.problem) problem.current?.focus();
  }, [state]);

  return (
    <form action={action} className="space-y-5">
      <div ref={problem} id="problem" role="alert" tabIndex={-1} className="scroll-mt-8">
        {state.problem?.kind === "refused" && (
          <Notice title={state.problem.text}>The password of both demo accounts is in the file .env.</Notice>
        )}
        {state.problem?.kind === "throttled" && <TooMany retryAfter={state.problem.retryAfter} />}
        {state.problem?.kind === "unavailable" && (
          <Notice title="Nobody can be signed in right now.">
            The session store isn’t answering. Nothing was lost; try again in {state.problem.retryAfter} s.
          </Notice>
        )}
      </div>
      <input type="hidden" name="next" value={next} />
      <label className="block font-bold text-sm">
        Email
        <input
          className={`${field} font-normal`}
          type="email"
          name="email"
          autoComplete="username"
          required
          defaultValue={state.email}
          aria-invalid={wrong || undefined}
          aria-describedby={state.problem ? "problem" : undefined}
        />
      </label>
      <label className="block font-bold text-sm">
        Password
        <input
          className={`${field} font-normal`}
          type="password"
          name="password"
          autoComplete="current-password"
          required
          aria-invalid={wrong || undefined}
          aria-describedby={state.problem ? "problem" : undefined}
        />
      </label>
      <button type="submit" className={`${primary} w-full sm:w-40`} aria-disabled={pending}>
        {pending ? "Signing in" : "Sign in"}
      </button>
    </form>
  );
}
