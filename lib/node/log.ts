import { trace } from "@opentelemetry/api";
import { type Logger, pino, stdTimeFunctions } from "pino";
import { buildId, nodeName } from "./name.ts";
import { perProcess } from "./per-process.ts";
import { requestId } from "./request-context.ts";

/**
 * This process's log: lines of JSON on standard output. Each line has the node's name, its build,
 * the id of the request under way, and the id of its trace if it has one. The load balancer's log
 * has the same request id. No token, cookie, password or whole address goes into the log
 * (e2e/token-is-nowhere.spec.ts).
 */
export const log = (): Logger =>
  perProcess("log", () =>
    pino({
      base: { node: nodeName(), build: buildId() },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      mixin: () => {
        const id = requestId();
        const traceId = trace.getActiveSpan()?.spanContext().traceId;
        return { ...(id ? { id } : {}), ...(traceId ? { traceId } : {}) };
      },
    }),
  );
