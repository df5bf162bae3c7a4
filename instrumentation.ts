/** Runs once per process, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_ENDPOINT } = process.env;
    if (OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || OTEL_EXPORTER_OTLP_ENDPOINT) {
      // The node loads this file only then, so a site that sends no traces pays nothing for them.
      const { sendTraces } = await import("./lib/node/traces.ts");
      sendTraces();
    }
    const { boot } = await import("./boot.ts");
    const { rooms } = await import("./composition/rooms.ts");
    try {
      boot(rooms);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    }
  }
}
