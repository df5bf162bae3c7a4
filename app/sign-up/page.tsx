import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { current } from "@/lib/auth/current.ts";
import { sendsMail } from "@/lib/mail/outbox.ts";
import { SignUpForm } from "./form.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage() {
  const who = await current();
  if (who.status === "signed-in") redirect("/account");
  return (
    <div className="max-w-md">
      <h1 className="font-bold text-4xl tracking-tight">Create an account</h1>
      <p className="mt-3 mb-8 text-muted">
        The site keeps it in Redis beside the sessions, so each node knows it at once.{" "}
        {sendsMail() ? "We send you a link to verify your address." : "This site sends no mail."}
      </p>
      <SignUpForm />
      <p className="mt-8 border-rule border-t pt-6">
        Have one?{" "}
        <Link href="/login" className="inline-flex min-h-11 items-center underline underline-offset-4">
          Sign in
        </Link>
      </p>
    </div>
  );
}
