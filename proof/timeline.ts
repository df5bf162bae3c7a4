import { isUnserved, latencyOf, type Operation } from "./history.ts";
import type { Result } from "./results.ts";

const width = 1000;
const lane = 34;
const gap = 6;
const left = 64;
const bucket = 500;

/**
 * A campaign as a picture: how many requests each node answered when, the faults, and the latency
 * of the slowest request of each half second (a logarithmic scale, from 10 ms to 10 s).
 */
export function timeline({ history, marks, length, offered }: Result): string {
  const nodes = [...new Set(history.flatMap(({ node }) => (node ? [node] : [])))].sort();
  const buckets = Math.ceil(length / bucket);
  const x = (ms: number) => round(left + (ms / length) * (width - left));
  const lanes = [...nodes, "slowest", "failed"];
  const top = (at: number) => 22 + at * (lane + gap);
  const height = top(lanes.length) + 4;

  const most = Math.max(1, ...nodes.flatMap((node) => counts(history, buckets, (one) => one.node === node)));
  const bands = marks.map(
    ({ from, to, recovered, fault }, at) =>
      `<g class="fault"><title>${at + 1}. ${fault}, ${seconds(from)} to ${seconds(to)}, all in step again at ${seconds(recovered)}</title>` +
      `<rect class="recovering" x="${x(from)}" y="16" width="${round(x(recovered) - x(from))}" height="${height - 16}"/>` +
      `<rect class="broken" x="${x(from)}" y="16" width="${round(x(to) - x(from))}" height="${height - 16}"/>` +
      `<text x="${x(from)}" y="11">${at + 1}</text></g>`,
  );
  const served = nodes.map((node, at) =>
    area(
      counts(history, buckets, (one) => one.node === node).map((count) => count / most),
      top(at),
      x,
      "served",
    ),
  );
  const slowest = area(
    slowestIn(history, buckets).map((ms) => Math.max(0, Math.log10(ms / 10) / 3)),
    top(nodes.length),
    x,
    "slowest",
  );
  const failed = history
    .filter(isUnserved)
    .map(({ to }) => to)
    .concat(offered?.dropped ?? [])
    .map((at) => `<path class="failed" d="M${x(at)} ${top(nodes.length + 1)}v${lane}"/>`);
  const names = lanes.map((name, at) => `<text class="name" x="0" y="${top(at) + lane - 8}">${name}</text>`);
  return (
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${marks.length} faults and ${history.length} requests over ${seconds(length)}">` +
    [...bands, ...served, slowest, ...failed, ...names].join("") +
    "</svg>"
  );
}

function counts(
  history: readonly Operation[],
  buckets: number,
  which: (one: Operation) => boolean,
): number[] {
  const result = Array.from({ length: buckets }, () => 0);
  for (const operation of history) {
    if (which(operation))
      result[Math.floor(operation.to / bucket)] = (result[Math.floor(operation.to / bucket)] ?? 0) + 1;
  }
  return result.slice(0, buckets);
}

/** Places each request at its due time, so that a stall shows when it began. */
function slowestIn(history: readonly Operation[], buckets: number): number[] {
  const result = Array.from({ length: buckets }, () => 10);
  for (const operation of history) {
    const at = Math.floor((operation.due ?? operation.from) / bucket);
    result[at] = Math.max(result[at] ?? 10, latencyOf(operation));
  }
  return result.slice(0, buckets);
}

/** Steps from a base line. Each value is from 0 to 1 of a lane's height. */
function area(values: readonly number[], top: number, x: (ms: number) => number, name: string): string {
  const base = top + lane;
  const steps = values.map(
    (value, at) => `L${x(at * bucket)} ${round(base - Math.min(1, value) * lane)}H${x((at + 1) * bucket)}`,
  );
  return `<path class="${name}" d="M${x(0)} ${base}${steps.join("")}V${base}Z"/>`;
}

const round = (value: number) => Math.round(value * 10) / 10;
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
