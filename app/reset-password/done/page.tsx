import type { Metadata } from "next";
import Link from "next/link";
import { primary } from "../../_ui/button.ts";
import { Notice } from "../../_ui/notice.tsx";

export const metadata: Metadata = { title: "Password reset" };

/** The address chooses the text, but the page shows only words of this file. */
export default async function DonePage({ searchParams }: PageProps<"/reset-password/done">) {
  const { ended } = await searchParams;
  const count = typeof ended === "string" && /^\d{1,3}$/.test(ended) ? Number(ended) : 0;
  const isDone = ended !== "some";
  return (
    <div className="max-w-md space-y-8">
      <h1 className="font-bold text-4xl tracking-tight">Password reset</h1>
      <div role="status" data-testid="done">
        <Notice title="Your password is changed." fine={isDone}>
          {isDone
            ? `${count === 1 ? "1 device was" : `${count} devices were`} signed out. Sign in with the new password.`
            : "The session store stopped answering in between, so other devices may still be signed in. Sign in and sign them out on the account page."}
        </Notice>
      </div>
      <Link href="/login" className={primary}>
        Sign in
      </Link>
    </div>
  );
}
