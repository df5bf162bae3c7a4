import { trace } from "@opentelemetry/api";
import { type Logger, pino, stdTimeFunctions } from "pino";
import { buildId, nodeName } from "./name.ts";
import { perProcess } from "./per-process.ts";
import { requestId } from "./request-context.ts";

/**
 * This process's log: a line of JSON each, on standard output, with the node's name, its build and
 * the id of the request under way, by which the load balancer's log knows it too, and of its trace
 * if there is one. No token, cookie, password or whole address goes into it
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
