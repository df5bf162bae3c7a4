import type { Metadata } from "next";
import Link from "next/link";
import { sendsMail } from "@/lib/mail/outbox.ts";
import { answerUnavailable } from "@/lib/node/request-context.ts";
import { NoMail } from "../_ui/no-mail.tsx";
import { Notice } from "../_ui/notice.tsx";
import { OutboxHint } from "../_ui/outbox-hint.tsx";
import { AskForm } from "./form.tsx";

export const metadata: Metadata = { title: "Reset your password" };

export default async function ResetPasswordPage({ searchParams }: PageProps<"/reset-password">) {
  const { sent } = await searchParams;
  return (
    <div className="max-w-md">
      <h1 className="mb-8 font-bold text-4xl tracking-tight">Reset your password</h1>
      {sendsMail() ? <Ask sent={sent !== undefined} /> : <None />}
      <p className="mt-8 border-rule border-t pt-6">
        <Link href="/login" className="inline-flex min-h-11 items-center underline underline-offset-4">
          To the sign-in
        </Link>
      </p>
    </div>
  );
}

function Ask({ sent }: { sent: boolean }) {
  if (!sent) {
    return (
      <>
        <p className="-mt-5 mb-8 text-muted">
          We send you a link by which you choose a new password. Your old password works until then.
        </p>
        <AskForm />
      </>
    );
  }
  return (
    <>
      <div role="status" data-testid="sent">
        <Notice title="If there is an account with this address, a message is on its way." fine>
          Its link works once, within 15 minutes, and only the newest one does. If nothing comes, look among
          the unwanted mail, and check whether you signed up with another address.
        </Notice>
      </div>
      <OutboxHint />
      <p className="mt-6">
        <Link
          href="/reset-password"
          className="inline-flex min-h-11 items-center underline underline-offset-4"
        >
          Ask again
        </Link>
      </p>
    </>
  );
}

function None() {
  answerUnavailable({ reason: "store-away" });
  return (
    <div data-testid="no-mail">
      <NoMail>So you can change a password that you know, but you can’t reset one.</NoMail>
    </div>
  );
}
