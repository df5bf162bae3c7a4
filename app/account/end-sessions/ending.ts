import type { Ending } from "@/lib/auth/end-sessions.ts";

/** What an address or a form asks to end; undefined for what makes no sense. */
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

/** The page on which this is confirmed. */
export function endingPath(ending: Ending): string {
  const id = ending.which === "one" ? `&id=${encodeURIComponent(ending.id)}` : "";
  return `/account/end-sessions?which=${ending.which}${id}`;
}
