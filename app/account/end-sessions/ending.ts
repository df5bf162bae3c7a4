import type { Ending } from "@/lib/auth/end-sessions.ts";

/** The ending that an address or a form asks for; undefined for one that makes no sense. */
export function endingOf(which: unknown, id: unknown): Ending | undefined {
  switch (which) {
    case "one":
      return typeof id === "string" && id !== "" ? { which, id } : undefined;
    case "others":
    case "all":
      return { which };
    default:
      return undefined;
  }
}

/** The page that confirms this ending. */
export function endingPath(ending: Ending): string {
  const id = ending.which === "one" ? `&id=${encodeURIComponent(ending.id)}` : "";
  return `/account/end-sessions?which=${ending.which}${id}`;
}
