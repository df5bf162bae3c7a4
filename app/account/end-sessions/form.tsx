"use client";

import Link from "next/link";
import { useActionState } from "react";
import type { Ending } from "@/lib/auth/end-sessions.ts";
import { primary, secondary } from "../../_ui/button.ts";
import { Field } from "../../_ui/field.tsx";
import { announceSignOut } from "../../_ui/session-watch/ends.ts";
import { TroubleNotice } from "../../_ui/trouble.tsx";
import { type EndState, end } from "./actions.ts";

const fresh: EndState = { problem: null };

interface EndFormProps {
  ending: Ending;
  /** The button's text. */
  label: string;
  askPassword: boolean;
}

export function EndForm({ ending, label, askPassword }: EndFormProps) {
  const [{ problem }, action, pending] = useActionState(end, fresh);
  return (
    <form
      action={action}
      onSubmit={ending.which === "all" ? announceSignOut : undefined}
      className="space-y-6"
    >
      <TroubleNotice trouble={problem} away="No device can be signed out right now.">
        Nobody was signed out.
      </TroubleNotice>
      <input type="hidden" name="which" value={ending.which} />
      {ending.which === "one" && <input type="hidden" name="id" value={ending.id} />}
      {askPassword && (
        <Field
          label="Your password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          wrong={problem?.kind === "refused"}
          hint="You signed in a while ago. The password shows that it’s you who does this."
        />
      )}
      <div className="flex flex-wrap gap-4">
        <button type="submit" className={primary} aria-disabled={pending}>
          {pending ? "Signing out" : label}
        </button>
        <Link href="/account" className={secondary}>
          Cancel
        </Link>
      </div>
    </form>
  );
}
