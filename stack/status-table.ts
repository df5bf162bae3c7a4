import type { PartStatus } from "./stack.ts";

/** The status as people read it: one line a part, columns as wide as they need to be. */
export function statusTable(status: readonly PartStatus[]): string {
  const head = ["PART", "ROLE", "HEALTH", "PORT", "PID"];
  const rows = status.map(({ name, kind, role, health, port, pid }) => [
    name,
    role ?? kind,
    health,
    String(port),
    pid === null ? "-" : String(pid),
  ]);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
