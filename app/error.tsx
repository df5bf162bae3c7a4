"use client";

import Link from "next/link";
import { unstable_isUnrecognizedActionError as isUnrecognizedAction } from "next/navigation";
import { primary, secondary } from "./_ui/button.ts";
import { DeadEnd } from "./_ui/dead-end.tsx";
import { Updated } from "./_ui/stale-build/stale-build.tsx";

export default function PageError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  const outdated: boolean = isUnrecognizedAction(error);
  if (outdated) return <Updated />;
  return (
    <DeadEnd
      title="This page failed"
      text={`The node that rendered it ran into an error. Your login is not touched. ${error.digest ? `The node’s log has the error under ${error.digest}.` : ""}`}
    >
      <button type="button" onClick={reset} className={primary}>
        Try again
      </button>
      <Link href="/" className={secondary}>
        To the live page
      </Link>
    </DeadEnd>
  );
}
