import { takesOnly } from "@/lib/auth/methods.ts";
import { metricsRegistry } from "@/lib/metrics/metrics.ts";

export const dynamic = "force-dynamic";

/** This node's metrics in Prometheus's text format. */
export async function GET(): Promise<Response> {
  const registry = metricsRegistry();
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
