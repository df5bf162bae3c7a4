import type { ReactNode } from "react";

interface NoticeProps {
  title: string;
  children: ReactNode;
  /** The action succeeded. */
  fine?: boolean;
}

/**
 * A message to the person. A hatched edge is this site's one sign of trouble; a message about
 * success has a plain edge.
 */
export function Notice({ title, children, fine = false }: NoticeProps) {
  return (
    <div className="grid grid-cols-[0.75rem_1fr] overflow-hidden rounded-panel border border-ink bg-panel">
      <div aria-hidden="true" className={fine ? "bg-ink" : "hatch"} />
      <div className="px-5 py-4">
        <p className="font-bold">{title}</p>
        <div className="mt-1 max-w-prose text-muted">{children}</div>
      </div>
    </div>
  );
}
