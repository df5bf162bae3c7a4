const base =
  "inline-flex min-h-11 items-center justify-center rounded-panel border px-5 font-bold text-sm disabled:opacity-60";

/** The main action of a page. */
export const primary = `${base} border-ink bg-ink text-paper hover:bg-transparent hover:text-ink`;
/** Everything else that can be pressed. */
export const secondary = `${base} border-ink bg-transparent text-ink hover:bg-ink hover:text-paper`;
