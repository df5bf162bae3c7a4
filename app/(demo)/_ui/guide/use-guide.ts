"use client";

import { useSyncExternalStore } from "react";

const KEY = "unstuck.guide";
const CLOSED = "closed";
const listeners = new Set<() => void>();
let closedHere = false;

function isOpen(): boolean {
  try {
    return !closedHere && localStorage.getItem(KEY) !== CLOSED;
  } catch {
    return !closedHere;
  }
}

function close(): void {
  closedHere = true;
  try {
    localStorage.setItem(KEY, CLOSED);
  } catch {
    // A browser without storage shows the guide again on the next visit.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the guide is open: it is until the person closes it in this browser. */
export function useGuide(): { open: boolean; close: () => void } {
  const open = useSyncExternalStore(subscribe, isOpen, () => true);
  return { open, close };
}
