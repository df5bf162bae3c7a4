import type { Replication } from "./replication.ts";
import type { PartStatus } from "./stack.ts";

/** The status as people read it: one line per part, columns as wide as they need to be. */
export function statusTable(status: readonly PartStatus[], replication: Replication): string {
  const head = ["PART", "ROLE", "HEALTH", "PORT", "PID", "REPLICATION"];
  const rows = status.map((part) => [
    part.name,
    roleOf(part, replication),
    part.health,
    String(part.port),
    part.pid === null ? "-" : String(part.pid),
    linkOf(part, replication),
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

function roleOf({ name, kind, role }: PartStatus, { deposed }: Replication): string {
  return deposed.includes(name) ? "deposed primary" : (role ?? kind);
}

function linkOf({ name }: PartStatus, { elected, replicas }: Replication): string {
  if (name === elected) return "elected";
  const replica = replicas[name];
  if (!replica) return "";
  if (!replica.connected) return replica.heldDown ? "held to be down" : "not connected";
  const heard = replica.silent !== null && replica.silent > 1 ? `, silent for ${replica.silent} s` : "";
  return `${replica.behind} B behind${heard}${replica.heldDown ? ", held to be down" : ""}`;
}
