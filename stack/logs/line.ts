import type { PartKind } from "../topology.ts";

/** From the least to the most urgent. */
export const levels = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof levels)[number];

/** One line of a part's log, in the terms that all parts share. */
export interface LogLine {
  /** Undefined if the line has none: the line then follows the one before it. */
  readonly time: Date | undefined;
  readonly level: Level;
  readonly text: string;
  /** The request that it is about, by which the load balancer's log and the nodes' know it. */
  readonly id: string | undefined;
}

/**
 * The sign that Redis writes before a line's text: `.` for debug, `-` for verbose, `*` for a
 * notice, `#` for a warning.
 */
const redisLevels: Readonly<Record<string, Level>> = { ".": "debug", "-": "debug", "*": "info", "#": "warn" };

/** Reads a line as this kind of part writes it. A line that it can't read is still text. */
export function lineOf(kind: PartKind, raw: string): LogLine {
  if (kind === "redis" || kind === "sentinel") return redisLine(raw) ?? plain(raw);
  return jsonLine(raw) ?? (kind === "load-balancer" ? nginxLine(raw) : undefined) ?? plain(raw);
}

/**
 * `123:M 31 Jan 2026 10:00:00.123 * Ready`. The time has no zone, so it is in the zone of the
 * process, which is this machine's.
 */
function redisLine(raw: string): LogLine | undefined {
  const parts = /^\d+:\w+ (\d+ \w+ \d+ [\d:.]+) ([.*#-]) (.*)$/.exec(raw);
  if (!parts) return undefined;
  const [, at = "", sign = "", text = ""] = parts;
  return { time: timeOf(at), level: redisLevels[sign] ?? "info", text, id: undefined };
}

/** nginx's own: `2026/01/31 10:00:00 [error] 123#123: *4 connect() failed …`. */
function nginxLine(raw: string): LogLine | undefined {
  const parts = /^(\d+)\/(\d+)\/(\d+) ([\d:]+) \[(\w+)\] (.*)$/.exec(raw);
  if (!parts) return undefined;
  const [, year, month, day, clock, level = "", text = ""] = parts;
  const urgent = /^(error|crit|alert|emerg)$/.test(level);
  const isWarning = level === "warn" || level === "notice";
  return {
    time: timeOf(`${year}-${month}-${day}T${clock}`),
    level: urgent ? "error" : isWarning ? "warn" : "info",
    text,
    id: undefined,
  };
}

/** A node's line (pino) or a request in nginx's log. */
function jsonLine(raw: string): LogLine | undefined {
  const fields = fieldsOf(raw);
  if (!fields) return undefined;
  const { time, msec, level, msg, id, ...rest } = fields;
  const at = typeof msec === "number" ? new Date(msec * 1000) : timeOf(String(time ?? ""));
  const failed = typeof rest.status === "number" && rest.status >= 500;
  const details = Object.entries(rest)
    .filter(([name, value]) => value !== "" && name !== "node")
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return {
    time: at,
    level: levels.find((one) => one === level) ?? (level === "fatal" || failed ? "error" : "info"),
    text: [...(msg === undefined ? [] : [String(msg)]), ...details].join(" "),
    id: typeof id === "string" && id !== "" ? id : undefined,
  };
}

function fieldsOf(raw: string): Record<string, unknown> | undefined {
  if (!raw.startsWith("{")) return undefined;
  try {
    return JSON.parse(raw) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const plain = (raw: string): LogLine => ({ time: undefined, level: "info", text: raw, id: undefined });

function timeOf(text: string): Date | undefined {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
