import { execa } from "execa";
import { findProgram } from "../lib/session/testing/programs.ts";

export interface WrkOptions {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly cookie?: string;
}

export interface WrkReport {
  readonly requests: number;
  /** Requests per second. */
  readonly rate: number;
  /** The 99th percentile of the latencies, in milliseconds. */
  readonly p99: number;
}

/** @throws {Error} that says how to get wrk, if it isn't installed. */
export async function requireWrk(): Promise<void> {
  if (!(await findProgram("wrk"))) {
    throw new Error("wrk isn't installed: `apt-get install wrk`, then try again.");
  }
}

/**
 * Puts an address under load with as many requests at once as there are connections.
 * @throws {Error} if any answer was an error, because such a rate says nothing.
 */
export async function wrk({ url, connections, seconds, cookie }: WrkOptions): Promise<WrkReport> {
  const args = ["--latency", "--timeout", "10s", "-t", "1", "-c", String(connections), "-d", String(seconds)];
  const { stdout } = await execa("wrk", [...args, ...(cookie ? ["-H", `Cookie: ${cookie}`] : []), url]);
  if (/Non-2xx|Socket errors/.test(stdout)) {
    throw new Error(`${url} was answered with errors under load:\n${stdout}`);
  }
  const [, requests] = /(\d+) requests in/.exec(stdout) ?? [];
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? [];
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  return {
    requests: Number(requests),
    rate: Number(rate),
    p99: Number(p99) * ({ us: 0.001, ms: 1, s: 1000 }[unit ?? ""] ?? Number.NaN),
  };
}
