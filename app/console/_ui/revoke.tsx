"use client";

import { useActionState } from "react";
import { secondary } from "../../_ui/button.ts";
import { TroubleNotice } from "../../_ui/trouble.tsx";
import { revokeSession } from "../actions.ts";

/** Ends one session of the person who was looked up. */
export function Revoke({ user, id }: { user: string; id: string }) {
  const [trouble, action, pending] = useActionState(revokeSession, null);
  return (
    <form action={action} className="space-y-3">
      <input type="hidden" name="user" value={user} />
      <input type="hidden" name="id" value={id} />
      <button
        type="submit"
        className={secondary}
        aria-disabled={pending}
        aria-label={`Revoke ${id.slice(0, 12)}`}
      >
        {pending ? "Revoking" : "Revoke"}
      </button>
      <TroubleNotice trouble={trouble} away="It isn’t certain that this session has ended." />
    </form>
  );
}
