import { sendsMail } from "@/lib/mail/outbox.ts";
import type { User } from "@/lib/users/user.ts";
import { OutboxHint } from "../_ui/outbox-hint.tsx";
import { SendVerification } from "./send-verification.tsx";

/** A person's address, and whether they proved that they can read its mail. */
export function Address({ user }: { user: User }) {
  if (!user.email) {
    return (
      <p className="mt-2 text-muted">
        No address: your company gave it to somebody else. You still sign in by company single sign-on.
      </p>
    );
  }
  return (
    <div className="mt-2">
      <p className="text-muted">
        <span className="break-all">{user.email}</span>
        {", "}
        <span data-testid="verified">{user.emailVerified ? "verified" : "not verified"}</span>
      </p>
      {!user.emailVerified && (
        <div className="mt-4 space-y-4">
          <p>
            {sendsMail()
              ? "Open the link in the message that we sent you. Until then, company single sign-on with this address doesn’t lead to this account, and you hear of no new device."
              : "This site sends no mail, so it can’t be verified."}
          </p>
          {sendsMail() && <SendVerification />}
          <OutboxHint />
        </div>
      )}
    </div>
  );
}
