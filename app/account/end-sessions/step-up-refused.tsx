import { Notice } from "../../_ui/notice.tsx";
import { SignOnRefused } from "../../login/sign-on-refused.tsx";

const unproven: Record<string, { title: string; text: string }> = {
  stale: {
    title: "Your company didn’t ask you to sign in again.",
    text: "This site told your company’s identity provider to ask you (prompt=login). The provider let you through by an earlier sign-in, which doesn’t show that it’s you. Sign out there first and come back, or ask the operator of this site.",
  },
  unsaid: {
    title: "Your company didn’t say when you signed in.",
    text: "Its identity provider leaves out auth_time, although this site asked for it (max_age), so nothing shows that it’s you. The operator of the provider can make it send auth_time.",
  },
};

/**
 * Says why a sign-on that should have proven the person's identity proves nothing. The address
 * chooses the reason, but the page shows only words of this site.
 */
export function StepUpRefused({ why }: { why: string }) {
  const said = Object.hasOwn(unproven, why) ? unproven[why] : undefined;
  if (!said) return <SignOnRefused error={why} />;
  return (
    <div role="alert" className="mb-8" data-testid="step-up-refused">
      <Notice title={said.title}>{said.text}</Notice>
    </div>
  );
}
