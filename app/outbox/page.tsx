import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { notFound } from "next/navigation";
import { requirePage } from "@/lib/auth/guard.ts";
import { isOnThisMachine } from "@/lib/auth/on-this-machine.ts";
import { shownOutbox } from "@/lib/mail/outbox.ts";
import type { ShownMessage } from "@/lib/mail/redis-outbox.ts";
import { primary, secondary } from "../_ui/button.ts";
import { DeadEnd } from "../_ui/dead-end.tsx";
import { Away } from "../account/away.tsx";
import { orUnavailable } from "../account/or-unavailable.ts";

export const metadata: Metadata = { title: "Outbox" };

/**
 * Mail that the site does not send, in development and demos. Its links open accounts, so only
 * operators and people at this very machine see it.
 */
export default async function OutboxPage() {
  const outbox = shownOutbox();
  if (!outbox) notFound();
  if (!isOnThisMachine(await headers())) {
    const asked = await requirePage("/outbox", "operator");
    if (asked.status === "unavailable") return <Away retryAfter={asked.retryAfter} />;
    if (asked.status === "forbidden") {
      return (
        <DeadEnd
          title="Operators only"
          text="The messages of this site open accounts. Sign in with an operator’s account, or open this page on the machine that the site runs on."
        >
          <Link href="/account" className={primary}>
            To your account
          </Link>
        </DeadEnd>
      );
    }
  }
  const listed = await orUnavailable(() => outbox.list());
  if (listed.status === "unavailable") return <Away retryAfter={listed.retryAfter} />;
  return (
    <div className="max-w-2xl">
      <h1 className="font-bold text-4xl tracking-tight">Outbox</h1>
      <p className="mt-3 mb-8 text-muted">
        No mail server is set (SMTP_URL), so the site sends no messages. This page shows the newest 50 of the
        last hour.
      </p>
      <a href="/outbox" className={secondary}>
        Look again
      </a>
      {listed.value.length === 0 ? (
        <p className="mt-8">There is no message. Sign up, or ask to reset a password.</p>
      ) : (
        <ul className="mt-8 space-y-6" data-testid="messages">
          {listed.value.map((message) => (
            <Shown key={`${message.at.getTime()} ${message.text}`} message={message} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Shown({ message: { to, subject, text, at } }: { message: ShownMessage }) {
  return (
    <li className="rounded-panel border border-rule bg-panel px-5 py-4">
      <h2 className="font-bold">{subject}</h2>
      <p className="text-muted text-sm">
        To <span className="break-all">{to}</span>,{" "}
        <time dateTime={at.toISOString()}>{at.toISOString().slice(11, 19)} UTC</time>
      </p>
      <p className="mt-4 whitespace-pre-wrap break-words">
        {text.split(/(https?:\/\/\S+)/).map((part, index) =>
          index % 2 === 0 ? (
            part
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text doesn't change.
            <a key={index} href={part} className="break-all underline underline-offset-4">
              {part}
            </a>
          ),
        )}
      </p>
    </li>
  );
}
