import type { ReactNode } from "react";

/** Something is away and nothing is lost. A hatched edge is this site's one sign of trouble. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[0.75rem_1fr] overflow-hidden rounded-panel border border-ink bg-panel">
      <div aria-hidden="true" className="hatch" />
      <div className="px-5 py-4">
        <p className="font-bold">{title}</p>
        <div className="mt-1 max-w-prose text-muted">{children}</div>
      </div>
    </div>
  );
}
