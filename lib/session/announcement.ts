import type { Revocation } from "./journal.ts";

/**
 * What is said on the channel of revocations: `by` names the store that speaks, so that it can
 * ignore what it said itself.
 */
export type Announcement = { by: string } & Revocation;

export function formatAnnouncement({ by, tag, ids }: Announcement): string {
  return JSON.stringify({ by, tag, ids });
}

/** Undefined for what another build may say: an exception in a listener would end the process. */
export function parseAnnouncement(text: string): Announcement | undefined {
  try {
    const { by, tag, ids } = JSON.parse(text) as Record<keyof Announcement, unknown>;
    const isWhole = typeof by === "string" && typeof tag === "string" && Array.isArray(ids);
    return isWhole && ids.every((id) => typeof id === "string") ? { by, tag, ids } : undefined;
  } catch {
    return undefined;
  }
}
