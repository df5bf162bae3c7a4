import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { drain } from "../node/drain.ts";
import { log } from "../node/log.ts";
import { nodeName } from "../node/name.ts";
import { perProcess } from "../node/per-process.ts";
import type { RevocationReason, SessionObserver } from "../session/index.ts";
import { JournalWarning } from "./journal-warning.ts";
import { recentRecords } from "./key-sample.ts";
import { RequestMetrics } from "./request-metrics.ts";

interface Metrics {
  registry: Registry;
  observer: SessionObserver;
  requests: RequestMetrics;
}

const outcomes = ["alive", "superseded", "none", "replayed"] as const;
const reasons: readonly RevocationReason[] = ["logout", "revoked", "revoked-all", "cap", "replay", "guest"];

const metrics = (): Metrics => perProcess("metrics", make);

/** Every metric of this process, in Prometheus's text format. */
export const metricsRegistry = (): Registry => metrics().registry;

/**
 * Counts the events of the session store. Labels are names and reasons only: no id, no token, no
 * address.
 */
export const sessionMetrics = (): SessionObserver => metrics().observer;

/** Counts and times this node's answers. */
export const requestMetrics = (): RequestMetrics => metrics().requests;

function make(): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ node: nodeName() });
  collectDefaultMetrics({ register: registry });
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] });

  new Gauge({
    name: "unstuck_requests_in_flight",
    help: "Requests being answered by this node, open event streams included.",
    registers: [registry],
    collect() {
      this.set(drain().inFlight);
    },
  });
  const created = counter("unstuck_sessions_created_total", "Sessions begun by this node.");
  const reads = counter("unstuck_session_reads_total", "Look-ups of a token, by what was found.", [
    "outcome",
  ]);
  const slides = counter("unstuck_session_slides_total", "Reads that moved the idle end, and so wrote.");
  const conflicts = counter(
    "unstuck_session_conflicts_total",
    "Updates that found another request had been quicker.",
  );
  const revoked = counter("unstuck_sessions_revoked_total", "Sessions ended before their time, by reason.", [
    "reason",
  ]);
  const dropped = counter(
    "unstuck_revocations_dropped_total",
    "Revocations that this node no longer repeats after an election, for want of memory.",
  );
  const journals: Parameters<NonNullable<SessionObserver["journal"]>>[0][] = [];
  new Gauge({
    name: "unstuck_revocation_journal_fill",
    help: "Share of the memory for revocations that is in use; at 1 the oldest are dropped.",
    registers: [registry],
    collect() {
      this.set(Math.max(0, ...journals.map(({ fill }) => fill)));
    },
  });
  const warning = new JournalWarning((line) => log().warn(line));
  const failures = counter(
    "unstuck_session_failures_total",
    "Operations that failed, by operation and error class.",
    ["operation", "error"],
  );
  // Begin each series at 0: a rate doesn't see the first event of a series that begins with that
  // event.
  for (const outcome of outcomes) reads.inc({ outcome }, 0);
  for (const reason of reasons) revoked.inc({ reason }, 0);
  failures.inc({ operation: "create", error: "NotDurable" }, 0);
  const bytes = new Histogram({
    name: "unstuck_session_envelope_bytes",
    help: "Sealed size of new sessions.",
    buckets: [128, 256, 512, 1024, 2048, 4096],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: "unstuck_session_operation_seconds",
    help: "Time from asking the store to its answer, waiting for an election included.",
    labelNames: ["operation"],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 2.5, 5],
    registers: [registry],
  });
  const observer: SessionObserver = {
    created(payloadBytes) {
      created.inc();
      bytes.observe(payloadBytes);
    },
    read(outcome, slid) {
      reads.inc({ outcome });
      if (slid) slides.inc();
    },
    expirySet: (key) => recentRecords().offer(key),
    conflict: () => conflicts.inc(),
    revoked: (reason, { ids }) => revoked.inc({ reason }, ids.length),
    journal: (journal) => void journals.push(journal),
    dropped(sessions) {
      dropped.inc(sessions);
      warning.dropped(sessions);
    },
    answered: (operation, duration) => seconds.observe({ operation }, duration),
    failed: (operation, error) =>
      failures.inc({ operation, error: error instanceof Error ? error.name : "unknown" }),
  };
  return { registry, observer, requests: new RequestMetrics(registry) };
}
