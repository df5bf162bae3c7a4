import Link from "next/link";
import { shownOutbox } from "@/lib/mail/outbox.ts";

/** Says where to find mail that the site does not send. */
export function OutboxHint() {
  if (!shownOutbox()) return null;
  return (
    <p className="mt-6 text-muted">
      This is a demo, which sends no mail:{" "}
      <Link
        href="/outbox"
        className="inline-flex min-h-11 items-center text-ink underline underline-offset-4"
      >
        its outbox
      </Link>{" "}
      shows every message.
    </p>
  );
}
