import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { offersCompanySignOn } from "@/lib/auth/company.ts";
import { current } from "@/lib/auth/current.ts";
import { answerUnavailable } from "@/lib/cluster/answers.ts";
import { env } from "@/lib/env.ts";
import { CopyCommand } from "../_ui/copy-command.tsx";
import { CompanySignOn } from "./company.tsx";
import { Ended } from "./ended.tsx";
import { LoginForm } from "./form.tsx";
import { nextPath } from "./next-path.ts";
import { SignOnRefused } from "./sign-on-refused.tsx";

export const metadata: Metadata = { title: "Sign in" };

const ACCOUNTS = [
  { email: "user@example.com", can: "sees its own account" },
  { email: "operator@example.com", can: "the same, and the cluster from inside" },
];

export default async function LoginPage({ searchParams }: PageProps<"/login">) {
  const { next: asked, error, ended } = await searchParams;
  const next = nextPath(asked);
  if (error === "Unavailable") answerUnavailable(2);
  const who = await current();
  if (who.status === "signed-in") redirect("/account");

  return (
    <div className="grid gap-x-20 gap-y-14 lg:grid-cols-[minmax(0,28rem)_minmax(0,30rem)] lg:justify-center">
      <section>
        <h1 className="font-bold text-4xl tracking-tight">Sign in</h1>
        <p className="mt-3 mb-8 text-muted">Once, on whichever node answers. All three will know you.</p>
        {typeof ended === "string" && <Ended how={ended} />}
        {typeof error === "string" && <SignOnRefused error={error} />}
        <LoginForm next={next} />
        {offersCompanySignOn() && <CompanySignOn next={next} />}
        <p className="mt-8 border-rule border-t pt-6">
          New here?{" "}
          <Link href="/sign-up" className="inline-flex min-h-11 items-center underline underline-offset-4">
            Create an account
          </Link>
        </p>
      </section>
      <aside
        aria-labelledby="demo"
        className="border-rule border-t pt-8 lg:border-t-0 lg:border-l lg:pt-0 lg:pl-12"
      >
        <h2 id="demo" className="font-bold text-xl tracking-tight">
          Demo accounts
        </h2>
        <dl className="mt-6 space-y-4">
          {ACCOUNTS.map(({ email, can }) => (
            <div key={email}>
              <dt className="font-mono text-[0.9375rem]">{email}</dt>
              <dd className="text-muted text-sm">{can}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-8 mb-3">
          Both have the password that was made when this site first started. This command, in its folder,
          shows it:
        </p>
        <CopyCommand command={env().DEMO_PASSWORD_COMMAND} />
      </aside>
    </div>
  );
}
