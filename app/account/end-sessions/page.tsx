import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { type Ending, needsProof } from "@/lib/auth/end-sessions.ts";
import { requirePage } from "@/lib/auth/guard.ts";
import { type AppSession, type ListedAppSession, sessions } from "@/lib/auth/sessions.ts";
import { users } from "@/lib/users/users.ts";
import { secondary } from "../../_ui/button.ts";
import { CompanySignOn } from "../../login/company.tsx";
import { Away } from "../away.tsx";
import { orUnavailable } from "../or-unavailable.ts";
import { endingOf, endingPath } from "./ending.ts";
import { EndForm } from "./form.tsx";
import { StepUpRefused } from "./step-up-refused.tsx";

export const metadata: Metadata = { title: "Sign out devices" };

export default async function EndSessionsPage({ searchParams }: PageProps<"/account/end-sessions">) {
  const { which, id, "sign-on": signOn } = await searchParams;
  const ending = endingOf(which, id);
  if (!ending) redirect("/account");
  const asked = await requirePage(endingPath(ending));
  if (asked.status !== "allowed") return <Away retryAfter={2} />;
  const { session } = asked;
  const known = await orUnavailable(() =>
    Promise.all([sessions().list(session.user), users().hasPassword(session.user)]),
  );
  if (known.status === "unavailable") return <Away retryAfter={known.retryAfter} />;
  const [listed, hasPassword] = known.value;
  const words = wordsFor(ending, listed, session);
  const proven = !needsProof(session, ending);

  return (
    <div className="max-w-md">
      <h1 className="font-bold text-4xl tracking-tight">{words.title}</h1>
      <p className="mt-3 mb-8">{words.text}</p>
      {words.none && (
        <Link href="/account" className={secondary}>
          To the account
        </Link>
      )}
      {!words.none && (proven || hasPassword) && (
        <EndForm ending={ending} label={words.label} askPassword={!proven} />
      )}
      {!words.none && !proven && !hasPassword && (
        <>
          {typeof signOn === "string" && <StepUpRefused why={signOn} />}
          <p>You signed in a while ago. Sign in again to show that it’s you; you come back here.</p>
          <CompanySignOn next={endingPath(ending)} stepUp />
        </>
      )}
    </div>
  );
}

function wordsFor(ending: Ending, listed: readonly ListedAppSession[], own: AppSession) {
  const others = listed.length - 1;
  switch (ending.which) {
    case "one": {
      const session = listed.find(({ id }) => id === ending.id);
      if (!session)
        return {
          title: "Signed out already",
          text: "This device has no session any more.",
          label: "",
          none: true,
        };
      const name = session.readable
        ? `${session.metadata.device.browser} on ${session.metadata.device.system}`
        : "The unknown device";
      return {
        title: "Sign this device out?",
        text:
          ending.id === own.id
            ? `This is ${name}, the device that you use now.`
            : `${name} is signed out on every node, and its open pages notice at once.`,
        label: "Sign it out",
        none: false,
      };
    }
    case "others":
      return {
        title: "Sign out all others?",
        text:
          others > 0
            ? `${others === 1 ? "1 other device is" : `${others} other devices are`} signed out. This one stays.`
            : "No other device is signed in.",
        label: "Sign out the others",
        none: others === 0,
      };
    case "all":
      return {
        title: "Sign out everywhere?",
        text: `${others === 0 ? "This device is" : `This and ${others} other ${others === 1 ? "device" : "devices"} are`} signed out.`,
        label: "Sign out everywhere",
        none: false,
      };
  }
}
