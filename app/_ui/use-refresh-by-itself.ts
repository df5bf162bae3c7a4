"use client";

import { useRouter } from "next/navigation";
import { useCallback, useEffect, useTransition } from "react";
import { byItselfCookie } from "@/lib/auth/by-itself.ts";

/**
 * Seconds after which the mark is gone in any case, should the page be
 * closed before it takes it away.
 */
const longest = 10;

/**
 * Has the page rendered again without prolonging the session, since no person asked for it. The
 * router takes no header of ours, so a cookie marks the request; it goes as soon as the page is
 * there, and at once when a person presses something.
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
