"use client";

import { useActionState } from "react";
import { secondary } from "../_ui/button.ts";
import { tooMuchMail } from "../_ui/mail-limit.ts";
import { TroubleNotice } from "../_ui/trouble.tsx";
import { type SendState, send } from "../verify-email/actions.ts";

const fresh: SendState = { problem: null };

export function SendVerification() {
  const [{ problem }, action, pending] = useActionState(send, fresh);
  return (
    <form action={action} className="space-y-4">
      <TroubleNotice trouble={problem} away="No message can be sent right now." limit={tooMuchMail} />
      <button type="submit" className={secondary} aria-disabled={pending}>
        {pending ? "Sending" : "Send the link again"}
      </button>
    </form>
  );
}
