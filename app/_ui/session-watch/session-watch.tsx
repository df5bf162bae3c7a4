"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";
import { Watch } from "./watch.ts";
import type { Known } from "./who.ts";

/**
 * Sees to it that the page shows the session that this browser has, and leaves
 * when that ends (watch.ts).
 * @param shown The session that the page was rendered for.
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

  // Going from page to page and back renders no layout, and a page that was seen
  // before comes from memory.
  const path = usePathname();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    void watch.current?.look({ person: true });
  }, [path]);
  return null;
}
