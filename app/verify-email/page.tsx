import type { Metadata } from "next";
import Link from "next/link";
import { current } from "@/lib/auth/current.ts";
import { answerUnavailable } from "@/lib/node/request-context.ts";
import { primary } from "../_ui/button.ts";
import { Notice } from "../_ui/notice.tsx";
import { Away } from "../account/away.tsx";
import { VerifyForm } from "./form.tsx";

export const metadata: Metadata = { title: "Verify your address" };

/**
 * Shows a form and uses nothing up, so programs that follow the links in mail to look at them do no
 * harm.
 */
export default async function VerifyEmailPage() {
  const who = await current();
  if (who.status === "unavailable") {
    answerUnavailable(who);
    return <Away retryAfter={who.retryAfter} />;
  }
  return (
    <div className="max-w-md">
      <h1 className="mb-8 font-bold text-4xl tracking-tight">Verify your address</h1>
      {who.status === "signed-in" ? (
        <>
          <p className="-mt-5 mb-8 text-muted">
            This is the address of the account that is signed in here:{" "}
            <span className="break-all">{who.session.data.email}</span>
          </p>
          <VerifyForm />
        </>
      ) : (
        <div className="space-y-6">
          <Notice title="Sign in first, then open the link again.">
            The link verifies the address of an account that is signed in. If you made no account here, leave
            the link alone; by resetting the password you take the account over and sign out the person who
            made it.
          </Notice>
          <div className="flex flex-wrap gap-x-6 gap-y-2">
            <Link href="/login?next=/verify-email" className={primary}>
              Sign in
            </Link>
            <Link
              href="/reset-password"
              className="inline-flex min-h-11 items-center underline underline-offset-4"
            >
              Reset the password
            </Link>
          </div>
        </div>
      )}
    </div>
  );
}
