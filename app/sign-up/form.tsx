"use client";

import { useActionState } from "react";
import { primary } from "../_ui/button.ts";
import { Field } from "../_ui/field.tsx";
import { passwordHint } from "../_ui/password-rules.ts";
import { TroubleNotice } from "../_ui/trouble.tsx";
import { register, type SignUpState } from "./actions.ts";

const fresh: SignUpState = { name: "", email: "", problem: null };

export function SignUpForm() {
  const [{ name, email, problem }, action, pending] = useActionState(register, fresh);
  const wrong = problem?.kind === "refused";
  return (
    <form action={action} className="space-y-5">
      <TroubleNotice trouble={problem} away="No account can be made right now.">
        Nothing was saved yet.
      </TroubleNotice>
      <Field label="Name" name="name" autoComplete="name" required maxLength={100} defaultValue={name} />
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
        autoComplete="new-password"
        required
        hint={passwordHint}
        wrong={wrong}
      />
      <button type="submit" className={`${primary} w-full sm:w-48`} aria-disabled={pending}>
        {pending ? "Creating" : "Create account"}
      </button>
    </form>
  );
}
