"use client";

import Link from "next/link";
import { useActionState } from "react";
import { primary } from "../../_ui/button.ts";
import { CodeField } from "../../_ui/code-field.tsx";
import { Field } from "../../_ui/field.tsx";
import { passwordHint } from "../../_ui/password-rules.ts";
import { TroubleNotice } from "../../_ui/trouble.tsx";
import { type ResetState, reset } from "./actions.ts";

const fresh: ResetState = { code: "", endSessions: true, dead: false, problem: null };

export function ResetForm() {
  const [{ code, endSessions, dead, problem }, action, pending] = useActionState(reset, fresh);
  const wrong = problem?.kind === "refused";
  return (
    <form action={action} className="space-y-5">
      <TroubleNotice trouble={problem} away="The password can’t be reset right now.">
        {dead ? (
          <>
            The link was used already or is older than 15 minutes, a newer link was sent, or the password was
            changed since.{" "}
            <Link href="/reset-password" className="text-ink underline underline-offset-4">
              Ask for another
            </Link>
            .
          </>
        ) : (
          "Nothing was changed, and the link still works."
        )}
      </TroubleNotice>
      <CodeField sent={code} wrong={dead} />
      <Field
        label="New password"
        name="next"
        type="password"
        autoComplete="new-password"
        required
        hint={passwordHint}
        wrong={wrong && !dead}
      />
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          name="endSessions"
          defaultChecked={endSessions}
          className="size-5 shrink-0 accent-ink"
        />
        Sign out all devices
      </label>
      <button type="submit" className={primary} aria-disabled={pending}>
        {pending ? "Saving" : "Set the new password"}
      </button>
    </form>
  );
}
