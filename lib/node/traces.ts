import type { Span, SpanProcessor } from "@opentelemetry/sdk-trace-base";
import { registerOTel } from "@vercel/otel";
import { nodeName } from "./name.ts";

/**
 * Sends a trace of each request to the address in `OTEL_EXPORTER_OTLP_ENDPOINT`.
 * `OTEL_SERVICE_NAME` names the service.
 */
export function sendTraces(): void {
  registerOTel({
    serviceName: process.env.OTEL_SERVICE_NAME || "unstuck",
    attributes: { "service.instance.id": nodeName() },
    spanProcessors: [new WithoutQueries(), "auto"],
  });
}

/** A query may contain the code of a sign-on, which only the provider may see. */
class WithoutQueries implements SpanProcessor {
  onStart(span: Span): void {
    for (const name of ["http.target", "http.url", "url.full"]) {
      const value = span.attributes[name];
      if (typeof value === "string" && value.includes("?"))
        span.setAttribute(name, value.split("?")[0] ?? "");
    }
  }

  onEnd(): void {}

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}
