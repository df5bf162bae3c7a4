"use client";

import { useActionState, useEffect } from "react";
import { secondary } from "../_ui/button.ts";
import { type SignOnState, signOn } from "./actions.ts";
import { SignOnRefused } from "./sign-on-refused.tsx";

const ready: SignOnState = { status: "ready" };

interface CompanySignOnProps {
  /** The address to which the sign-in leads afterwards. */
  next: string;
  /** Whether the person has to prove their identity again. */
  stepUp?: boolean;
}

/**
 * The company's sign-in. It works without script. Any node can take the form, and any node can take
 * the way back. The page that answers the form leads on to the provider by itself.
 */
export function CompanySignOn({ next, stepUp = false }: CompanySignOnProps) {
  const [state, action, pending] = useActionState(signOn, ready);
  const url = state.status === "go" ? state.url : undefined;
  useEffect(() => {
    if (url !== undefined) window.location.assign(url);
  }, [url]);
  const leaving = pending || url !== undefined;
  return (
    <form action={action} className="mt-8 border-rule border-t pt-8">
      {state.status === "failed" && <SignOnRefused error={state.error} />}
      <input type="hidden" name="next" value={next} />
      {stepUp && <input type="hidden" name="stepUp" value="yes" />}
      <button type="submit" className={`${secondary} w-full`} aria-disabled={leaving}>
        {leaving ? "Going to your company" : "Continue with company single sign-on"}
      </button>
      {url !== undefined && (
        <>
          <noscript>
            <meta httpEquiv="refresh" content={`0; url=${url}`} />
          </noscript>
          <a href={url} className="mt-4 inline-flex min-h-11 items-center underline underline-offset-4">
            Go on to your company’s sign-in
          </a>
        </>
      )}
    </form>
  );
}
