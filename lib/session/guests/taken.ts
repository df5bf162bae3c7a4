import type { Content } from "../codec.ts";
import type { ServiceParts } from "../service-parts.ts";
import { isGuestTag } from "./shelf.ts";

/**
 * The part of a session that names the guest it has taken over, until that guest has ended. No
 * service can have this name.
 */
const takenPart = ":guest";

export interface Taken {
  tag: string;
  id: string;
}

export const withTaken = ({ tag, id }: Taken): Record<string, unknown> => ({ [takenPart]: [tag, id] });

/** A session's content once that guest has ended. */
export function withoutTaken<Data>({ parts = {}, ...content }: Content<Data>): Content<Data> {
  const { [takenPart]: _, ...others } = parts;
  return Object.keys(others).length > 0 ? { ...content, parts: others } : content;
}

/** The guest that a session has taken over and that has not been ended yet. */
export function takenBy(parts: ServiceParts): Taken | undefined {
  const kept = parts[takenPart];
  if (!Array.isArray(kept)) return undefined;
  const [tag, id] = kept as unknown[];
  return typeof tag === "string" && typeof id === "string" && isGuestTag(tag) ? { tag, id } : undefined;
}
