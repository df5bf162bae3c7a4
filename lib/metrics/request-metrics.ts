import { Counter, Histogram, type Registry } from "prom-client";
import type { Answer } from "../node/request-context.ts";
import { unavailableReasons } from "../node/request-context.ts";

const kinds = ["read", "write"] as const;
const statuses = ["2xx", "3xx", "4xx", "5xx"] as const;
const reads = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * An open event stream lasts as long as a person watches, and a probe's time says nothing about how
 * long people wait.
 */
const leftOut = /^\/api\/(events|live|ready|metrics)(\/|$)/;
const probes = /^\/api\/(live|ready|metrics)(\/|$)/;

/**
 * This node's answers, and how long they took. Labels are only kind and class of status: a path
 * could name a person's session.
 */
export class RequestMetrics {
  readonly #seconds: Histogram;
  readonly #unavailable: Counter;

  constructor(registry: Registry) {
    this.#seconds = new Histogram({
      name: "unstuck_request_seconds",
      help: "Time from a request's head to its answer's end, but for event streams and probes; `gone`: the client didn't wait.",
      labelNames: ["kind", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    });
    this.#unavailable = new Counter({
      name: "unstuck_unavailable_total",
      help: "Answers with 503 by reason; `kind` is read, write or probe.",
      labelNames: ["kind", "reason"],
      registers: [registry],
    });
    for (const kind of [...kinds, "probe"])
      for (const reason of unavailableReasons) this.#unavailable.inc({ kind, reason }, 0);
    // Begin each series at 0: a rate doesn't see the first event of a series that begins with that
    // event.
    for (const kind of kinds) for (const status of statuses) this.#seconds.zero({ kind, status });
  }

  observe({ method, path, status, reason, ms, whole }: Answer): void {
    const kind = reads.has(method) ? "read" : "write";
    if (status === 503)
      this.#unavailable.inc({ kind: probes.test(path) ? "probe" : kind, reason: reason ?? "unknown" });
    if (leftOut.test(path)) return;
    const labels = {
      kind,
      status: whole ? `${Math.floor(status / 100)}xx` : "gone",
    };
    this.#seconds.observe(labels, ms / 1000);
  }
}
