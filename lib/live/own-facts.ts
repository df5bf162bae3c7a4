import { drain } from "../node/drain.ts";
import { buildId } from "../node/name.ts";
import type { NodeFacts } from "./state.ts";

const since = Date.now() - Math.round(process.uptime() * 1000);

/** The facts that this node reports about itself, with the rates since the last call. */
export class OwnFacts {
  #requests = drain().begun;
  #asked = performance.now();

  take(): NodeFacts {
    const now = performance.now();
    const requests = drain().begun;
    const seconds = Math.max(0.001, (now - this.#asked) / 1000);
    const requestsPerSecond = Math.round(((requests - this.#requests) / seconds) * 10) / 10;
    this.#requests = requests;
    this.#asked = now;
    return {
      since,
      build: buildId() ?? "unknown",
      requests,
      requestsPerSecond,
      inFlight: drain().inFlight,
      rss: process.memoryUsage.rss(),
    };
  }
}
