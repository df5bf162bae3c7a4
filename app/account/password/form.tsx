"use client";

import Link from "next/link";
import { useActionState } from "react";
import { primary, secondary } from "../../_ui/button.ts";
import { Field } from "../../_ui/field.tsx";
import { passwordHint } from "../../_ui/password-rules.ts";
import { TroubleNotice } from "../../_ui/trouble.tsx";
import { change, type PasswordState } from "./actions.ts";

const fresh: PasswordState = { problem: null, endOthers: true };

export function PasswordForm({ email }: { email: string }) {
  const [{ problem, endOthers }, action, pending] = useActionState(change, fresh);
  const wrong = problem?.kind === "refused";
  return (
    <form action={action} className="space-y-5">
      <TroubleNotice trouble={problem} away="The password can’t be changed right now.">
        Nothing was changed.
      </TroubleNotice>
      {/* Without this field, password managers would save the new password under no name. */}
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field
        label="Present password"
        name="current"
        type="password"
        autoComplete="current-password"
        required
        wrong={wrong}
      />
      <Field
        label="New password"
        name="next"
        type="password"
        autoComplete="new-password"
        required
        hint={passwordHint}
        wrong={wrong}
      />
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          name="endOthers"
          defaultChecked={endOthers}
          className="size-5 shrink-0 accent-ink"
        />
        Sign out all other devices
      </label>
      <div className="flex flex-wrap gap-4">
        <button type="submit" className={primary} aria-disabled={pending}>
          {pending ? "Changing" : "Change password"}
        </button>
        <Link href="/account" className={secondary}>
          Cancel
        </Link>
      </div>
    </form>
  );
}
