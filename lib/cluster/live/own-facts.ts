import { readFileSync } from "node:fs";
import path from "node:path";
import { drain } from "../drain.ts";
import type { NodeFacts } from "./state.ts";

const since = Date.now() - Math.round(process.uptime() * 1000);

/** Next.js names each build; the standalone server runs in its folder. */
const build = (() => {
  try {
    return readFileSync(path.join(process.cwd(), ".next/BUILD_ID"), "utf8").trim();
  } catch {
    return "unknown";
  }
})();

/** Tells what this node says of itself, the rates since it was asked last. */
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
      build,
      requests,
      requestsPerSecond,
      inFlight: drain().inFlight,
      rss: process.memoryUsage.rss(),
    };
  }
}
