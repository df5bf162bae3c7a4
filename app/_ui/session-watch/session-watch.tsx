"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { Watch } from "./watch.ts";
import type { Known } from "./who.ts";

/**
 * Makes the page show the session that this browser has, and leave when that session ends
 * (watch.ts).
 * @param shown The session for which the page was rendered.
 */
export function SessionWatch({ shown }: { shown: Known | "unknown" }) {
  const id = shown === "unknown" ? shown : (shown?.id ?? null);
  const watch = useRef<Watch>(undefined);
  useEffect(() => {
    const own = new Watch(id);
    watch.current = own;
    return () => own.stop();
  }, [id]);

  useEffect(() => {
    if (shown !== null && shown !== "unknown") watch.current?.learn(shown.remaining);
  }, [shown]);

  // Moving between pages, and back, renders no layout, and a page that the person saw before comes
  // from memory.
  const path = usePathname();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    void watch.current?.look({ person: true });
  }, [path]);
  return null;
}
