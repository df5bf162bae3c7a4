import type { Answer } from "./request-context.ts";

/**
 * Milliseconds. A run of failures is over after `quiet` without another of its kind. The log
 * reports a long run again after each `again`.
 */
const quiet = 10_000;
const again = 60_000;
/**
 * The most kinds that the log distinguishes. A path may name a session, so their number must be
 * limited.
 */
const mostKinds = 50;

/**
 * The questions of a load balancer and the runner about a node. An error is a normal answer to
 * them.
 */
const probes = /^\/api\/(live|ready|metrics)(\/|$)/;

interface Run {
  readonly fields: Readonly<Record<string, unknown>>;
  more: number;
  toldAt: number;
  readonly timer: NodeJS.Timeout;
}

/**
 * Logs answers that failed: the first of a kind at once and whole, the following ones as a count.
 * So an outage of 18 s at 20 requests per second makes two lines and not 360. The load balancer's
 * log has each answer, by its id.
 */
export class AnswerLog {
  readonly #runs = new Map<string, Run>();
  readonly #say: (fields: Readonly<Record<string, unknown>>, line: string) => void;

  constructor(say: (fields: Readonly<Record<string, unknown>>, line: string) => void) {
    this.#say = say;
  }

  observe({ whole: _, ...answer }: Answer): void {
    const { status, reason, method, path } = answer;
    if (status < 500 || probes.test(path)) return;
    const what = status === 503 ? `answered 503: ${reason ?? "unknown"}` : `answered ${status}`;
    const exact = status === 503 ? what : `${what} to ${method} ${path}`;
    const kind = this.#runs.has(exact) || this.#runs.size < mostKinds ? exact : what;
    const run = this.#runs.get(kind);
    if (run) {
      run.more += 1;
      run.timer.refresh();
      if (performance.now() - run.toldAt >= again) this.#count(kind, run);
      return;
    }
    this.#say({ ...answer, ms: Math.round(answer.ms) }, what);
    const timer = setTimeout(() => this.#end(kind), quiet);
    timer.unref();
    const fields = { status, ...(reason ? { reason } : {}), ...(status === 503 ? {} : { method, path }) };
    this.#runs.set(kind, { fields, more: 0, toldAt: performance.now(), timer });
  }

  /** Logs the counts that it has not logged yet, because the node leaves. */
  end(): void {
    for (const kind of [...this.#runs.keys()]) this.#end(kind);
  }

  #end(kind: string): void {
    const run = this.#runs.get(kind);
    if (!run) return;
    clearTimeout(run.timer);
    this.#runs.delete(kind);
    this.#count(kind, run);
  }

  #count(kind: string, run: Run): void {
    if (run.more === 0) return;
    const seconds = Math.round((performance.now() - run.toldAt) / 1000);
    this.#say({ ...run.fields, more: run.more, seconds }, `${kind}: ${run.more} more within ${seconds} s`);
    run.more = 0;
    run.toldAt = performance.now();
  }
}
