import { metricsRegistry } from "@/lib/cluster/metrics.ts";

export const dynamic = "force-dynamic";

/** This node's metrics in Prometheus's text format. */
export async function GET(): Promise<Response> {
  const registry = metricsRegistry();
  return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
}
