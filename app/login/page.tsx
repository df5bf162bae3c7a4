import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { besideSignIn } from "@/composition/pages.tsx";
import { offersCompanySignOn } from "@/lib/auth/company.ts";
import { current } from "@/lib/auth/current.ts";
import { answerUnavailable } from "@/lib/node/request-context.ts";
import { CompanySignOn } from "./company.tsx";
import { Ended } from "./ended.tsx";
import { LoginForm } from "./form.tsx";
import { nextAddress } from "./next-address.ts";
import { Onward } from "./onward.tsx";
import { SignOnRefused } from "./sign-on-refused.tsx";

export const metadata: Metadata = { title: "Sign in" };

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next: asked, error, ended } = await searchParams;
  const next = nextAddress(asked);
  if (error === "Unavailable") answerUnavailable({ retryAfter: 2, reason: "store-away" });
  const who = await current();
  if (who.status === "signed-in") {
    if (next.startsWith("/")) redirect(next);
    return <Onward to={next} />;
  }
  const beside = besideSignIn();

  return (
    <div className="grid gap-x-20 gap-y-14 lg:grid-cols-[minmax(0,28rem)_minmax(0,30rem)] lg:justify-center">
      <section>
        <h1 className="font-bold text-4xl tracking-tight">Sign in</h1>
        <p className="mt-3 mb-8 text-muted">Once, on whichever node answers. All three will know you.</p>
        {typeof ended === "string" && <Ended how={ended} />}
        {typeof error === "string" && <SignOnRefused error={error} />}
        <LoginForm
          next={next}
          hint={beside?.hint ?? "Check the address, and whether capital letters are on."}
        />
        <p className="mt-4">
          <Link
            href="/reset-password"
            className="inline-flex min-h-11 items-center underline underline-offset-4"
          >
            Forgot your password?
          </Link>
        </p>
        {offersCompanySignOn() && <CompanySignOn next={next} />}
        <p className="mt-8 border-rule border-t pt-6">
          New here?{" "}
          <Link href="/sign-up" className="inline-flex min-h-11 items-center underline underline-offset-4">
            Create an account
          </Link>
        </p>
      </section>
      {beside?.aside}
    </div>
  );
}
