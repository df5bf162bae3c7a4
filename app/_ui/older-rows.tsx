import type { ReactNode } from "react";

interface OlderRowsProps {
  /** The rows' name and their number. */
  summary: string;
  /** List items. */
  children: ReactNode;
}

/** Rows of a long list, behind one row that opens without script. */
export function OlderRows({ summary, children }: OlderRowsProps) {
  return (
    <li className="border-rule border-b">
      <details>
        <summary className="min-h-11 cursor-pointer py-3 text-muted">{summary}</summary>
        <ul className="border-rule border-t pl-4 sm:pl-8">{children}</ul>
      </details>
    </li>
  );
}
