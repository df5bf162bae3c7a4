"use client";

import { useActionState } from "react";
import { primary } from "../_ui/button.ts";
import { Field } from "../_ui/field.tsx";
import { TroubleNotice } from "../_ui/trouble.tsx";
import { type LoginState, login } from "./actions.ts";

const fresh: LoginState = { email: "", problem: null };

/** @param hint The text below a refused sign-in. */
export function LoginForm({ next, hint }: { next: string; hint: string }) {
  const [{ email, problem }, action, pending] = useActionState(login, fresh);
  const wrong = problem?.kind === "refused";
  return (
    <form action={action} className="space-y-5">
      <TroubleNotice trouble={problem} away="Nobody can be signed in right now.">
        {hint}
      </TroubleNotice>
      <input type="hidden" name="next" value={next} />
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        required
        defaultValue={email}
        wrong={wrong}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        wrong={wrong}
      />
      <button type="submit" className={`${primary} w-full sm:w-40`} aria-disabled={pending}>
        {pending ? "Signing in" : "Sign in"}
      </button>
    </form>
  );
}
