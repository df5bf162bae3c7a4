import type { ReactNode } from "react";
import { hasDemo } from "@/demo/mode.ts";
import { DemoAccounts } from "../app/(demo)/_ui/accounts.tsx";
import { ToTheIdeaAndTheProof } from "../app/(demo)/_ui/footer.tsx";
import { Switches } from "../app/(demo)/_ui/switches.tsx";
import { TapeFollowsEnds } from "../app/(demo)/_ui/tape/ends.tsx";

/** Links of the site's header, before those of the kept rooms. */
export const navigation: readonly { href: string; label: string }[] = [
  { href: "/", label: "Live" },
  { href: "/lessons", label: "Lessons" },
];

/** Links of the site's footer. */
export const footerLinks = (): ReactNode => <ToTheIdeaAndTheProof />;

/** An invisible part of every page. */
export const onEveryPage = (): ReactNode => <TapeFollowsEnds />;

/**
 * The content beside the sign-in form, and the hint that the form's error then gives for a wrong
 * password.
 */
export const besideSignIn = (): { aside: ReactNode; hint: string } | undefined =>
  hasDemo()
    ? {
        aside: <DemoAccounts />,
        hint: "The command on this page shows the password of both demo accounts.",
      }
    : undefined;

/** The content at the end of the account page. */
export const onAccountPage = (): ReactNode => <Switches />;
