"use client";

import { useActionState } from "react";
import { primary } from "../_ui/button.ts";
import { CodeField } from "../_ui/code-field.tsx";
import { TroubleNotice } from "../_ui/trouble.tsx";
import { type VerifyState, verify } from "./actions.ts";

const fresh: VerifyState = { code: "", problem: null };

export function VerifyForm() {
  const [{ code, problem }, action, pending] = useActionState(verify, fresh);
  return (
    <form action={action} className="space-y-5">
      <TroubleNotice trouble={problem} away="No address can be verified right now.">
        The account page says whether the address is verified, and sends another link.
      </TroubleNotice>
      <CodeField sent={code} wrong={problem?.kind === "refused"} />
      <button type="submit" className={primary} aria-disabled={pending}>
        {pending ? "Verifying" : "Verify my address"}
      </button>
    </form>
  );
}
