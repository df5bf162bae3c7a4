import type { Revocation } from "./journal.ts";

/**
 * A message on the channel of revocations. `by` names the store that sent it, so that a store can
 * ignore its own messages.
 */
export type Announcement = { by: string } & Revocation;

export function formatAnnouncement({ by, tag, ids }: Announcement): string {
  return JSON.stringify({ by, tag, ids });
}

/**
 * Undefined for a message that only another build understands: an exception in a listener would end
 * the process.
 */
export function parseAnnouncement(text: string): Announcement | undefined {
  try {
    const { by, tag, ids } = JSON.parse(text) as Record<keyof Announcement, unknown>;
    const isWhole = typeof by === "string" && typeof tag === "string" && Array.isArray(ids);
    return isWhole && ids.every((id) => typeof id === "string") ? { by, tag, ids } : undefined;
  } catch {
    return undefined;
  }
}
