"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useTransition } from "react";
import { byItselfCookie } from "@/lib/auth/by-itself.ts";

/**
 * Seconds after which the mark is gone in any case, if the page is closed before it removes the
 * mark.
 */
const longest = 10;

/**
 * Renders the page again without prolonging the session, since no person requested it. The router
 * accepts no header of ours, so a cookie marks the request. The cookie goes as soon as the new page
 * is there, and at once when a person presses something.
 */
export function useRefreshByItself(): () => void {
  const router = useRouter();
  const [pending, start] = useTransition();
  useEffect(() => {
    if (!pending) mark(0);
  }, [pending]);
  useEffect(() => {
    const person = () => mark(0);
    for (const input of inputs) addEventListener(input, person, { capture: true });
    return () => {
      for (const input of inputs) removeEventListener(input, person, { capture: true });
      mark(0);
    };
  }, []);
  return useCallback(() => {
    mark(longest);
    start(() => router.refresh());
  }, [router]);
}

const inputs = ["pointerdown", "keydown"] as const;

function mark(seconds: number): void {
  const https = location.protocol === "https:";
  const name = byItselfCookie(https);
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not on plain HTTP, and answers too late.
  document.cookie = `${name}=1; path=/; max-age=${seconds}; samesite=strict${https ? "; secure" : ""}`;
}
