import type { Metadata } from "next";
import Link from "next/link";
import { requirePage } from "@/lib/auth/guard.ts";
import { users } from "@/lib/users/users.ts";
import { secondary } from "../../_ui/button.ts";
import { Away } from "../away.tsx";
import { orUnavailable } from "../or-unavailable.ts";
import { PasswordForm } from "./form.tsx";

export const metadata: Metadata = { title: "Change password" };

export default async function PasswordPage() {
  const asked = await requirePage("/account/password");
  if (asked.status !== "allowed") return <Away retryAfter={2} />;
  const { session } = asked;
  const has = await orUnavailable(() => users().hasPassword(session.user));
  if (has.status === "unavailable") return <Away retryAfter={has.retryAfter} />;
  return (
    <div className="max-w-md">
      <h1 className="mb-8 font-bold text-4xl tracking-tight">Change password</h1>
      {has.value ? (
        <PasswordForm email={session.data.email} />
      ) : (
        <div className="space-y-6">
          <p>
            This account has no password: you sign in by company single sign-on, and change the password
            there.
          </p>
          <Link href="/account" className={secondary}>
            To the account
          </Link>
        </div>
      )}
    </div>
  );
}
