"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { secondary } from "./button.ts";
import { useRefreshByItself } from "./use-refresh-by-itself.ts";

/**
 * Requests this page again every `after` seconds until it gets another answer. Works without
 * JavaScript too.
 */
export function Retry({ after }: { after: number }) {
  const router = useRouter();
  const refresh = useRefreshByItself();
  const [left, setLeft] = useState(after);

  useEffect(() => {
    const timer = setInterval(() => setLeft((seconds) => (seconds <= 1 ? after : seconds - 1)), 1000);
    const again = setInterval(refresh, after * 1000);
    return () => {
      clearInterval(timer);
      clearInterval(again);
    };
  }, [after, refresh]);

  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
      <noscript>
        <meta httpEquiv="refresh" content={String(after)} />
      </noscript>
      <button type="button" className={secondary} onClick={() => router.refresh()}>
        Try now
      </button>
      <span className="text-muted text-sm">This page tries again by itself in {left} s.</span>
    </div>
  );
}
