import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { current } from "@/lib/auth/current.ts";
import { answerUnavailable } from "@/lib/cluster/answers.ts";
import { nodeName } from "@/lib/cluster/node.ts";
import { Notice } from "../_ui/notice.tsx";
import { Retry } from "../_ui/retry.tsx";
import { ServedBy } from "../_ui/served-by.tsx";
import { Facts } from "./facts.tsx";
import { SignOut } from "./sign-out.tsx";
import { Switches } from "./switches.tsx";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const who = await current();
  if (who.status === "anonymous") redirect("/login?next=/account");
  if (who.status === "unavailable") {
    answerUnavailable(who.retryAfter);
    return <Away retryAfter={who.retryAfter} />;
  }

  const { data } = who.session;
  return (
    <div className="grid gap-x-16 gap-y-14 lg:grid-cols-2">
      <div className="min-w-0 space-y-10">
        <div>
          <h1 className="font-bold text-4xl tracking-tight">{data.name}</h1>
          <p className="mt-2 text-muted">{data.email}</p>
        </div>
        <Facts session={who.session} now={new Date()} />
        <SignOut />
      </div>
      <div className="min-w-0 space-y-12">
        <ServedBy node={nodeName()} />
        <Switches />
      </div>
    </div>
  );
}

function Away({ retryAfter }: { retryAfter: number }) {
  return (
    <div className="max-w-2xl space-y-8">
      <h1 className="font-bold text-4xl tracking-tight">Your login is kept</h1>
      <Notice title="The session store isn’t answering.">
        Nobody was signed out: your cookie is untouched, and this page comes as soon as the store is back.
      </Notice>
      <Retry after={retryAfter} />
    </div>
  );
}
