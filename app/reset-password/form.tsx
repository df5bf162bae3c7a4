"use client";

import { useActionState } from "react";
import { primary } from "../_ui/button.ts";
import { Field } from "../_ui/field.tsx";
import { tooMuchMail } from "../_ui/mail-limit.ts";
import { TroubleNotice } from "../_ui/trouble.tsx";
import { type AskState, ask } from "./actions.ts";

const fresh: AskState = { email: "", problem: null };

export function AskForm() {
  const [{ email, problem }, action, pending] = useActionState(ask, fresh);
  return (
    <form action={action} className="space-y-5">
      <TroubleNotice trouble={problem} away="No message can be sent right now." limit={tooMuchMail}>
        Nothing was sent.
      </TroubleNotice>
      <Field
        label="Email"
        name="email"
        type="email"
        autoComplete="username"
        required
        maxLength={254}
        defaultValue={email}
        wrong={problem?.kind === "refused"}
      />
      <button type="submit" className={`${primary} w-full sm:w-48`} aria-disabled={pending}>
        {pending ? "Sending" : "Send the link"}
      </button>
    </form>
  );
}
