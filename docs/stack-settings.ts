/**
 * A setting of the stack's parts, which no node reads: what it does, and its default
 * natively and in containers.
 */
export interface StackSetting {
  readonly native: string;
  readonly containers: string;
  readonly about: string;
}

const setting = (native: string, containers: string, about: string): StackSetting => ({
  native,
  containers,
  about,
});

/** Ports, limits, images and tools. An empty default: it has no effect there. */
export const stackSettings: Readonly<Record<string, StackSetting>> = {
  PORT: setting("8080", "8080", "The port of nginx, which is the site."),
  IDP_PORT: setting("8090", "8090", "The port of the identity provider for development."),
  APP_PORT: setting("3101", "", "The first of the nodes' three consecutive ports."),
  SERVICES_PORT: setting(
    "3111",
    "",
    "The first of the six consecutive ports of the services, with `npm start -- --services`.",
  ),
  REDIS_PORT: setting("6401", "", "The first of the Redis nodes' three consecutive ports."),
  SENTINEL_PORT: setting("26401", "", "The first of the Sentinels' three consecutive ports."),
  LISTEN: setting(
    "",
    "127.0.0.1",
    "The address nginx is published on. For other machines set `SITE_URL` with it.",
  ),
  REQUESTS_PER_ADDRESS: setting(
    "5000",
    "20",
    "Requests per second that one address may make through nginx, and three times as many at once.",
  ),
  CONNECTIONS_PER_ADDRESS: setting("1000", "100", "Connections with a request under way, per address."),
  STREAMS_PER_ADDRESS: setting("500", "40", "Event streams per address."),
  PROXY_PROTOCOL: setting("off", "off", "`on` where the proxies in front send the PROXY protocol to nginx."),
  STATE_DIR: setting(".unstuck", "", "The folder of data, logs and process records."),
  REDIS_BIN_DIR: setting(
    "the one on `PATH`",
    "",
    "The folder of the Redis or Valkey server to run, 7.0 or newer.",
  ),
  NETWORK: setting("", "", "`relay` puts a relay between the parts on Linux, so that `cut` and `lag` work."),
  BACKUP_PASSPHRASE: setting("none", "", "Encrypts what `backup` writes, and opens it for `restore`."),
  CHROMIUM_PATH: setting("the machine's", "", "The browser of the tests."),
  COMPOSE_PROJECT_NAME: setting("", "the folder's name", "The stack that `--compose` works on."),
  COMPOSE_PROFILES: setting(
    "",
    "none",
    "`postgres` keeps users in PostgreSQL; `services` adds the services in other languages; `observability` adds Grafana.",
  ),
  IMAGE_TAG: setting("", "local", "The tag of the app's image, `unstuck:local`."),
  REDIS_IMAGE: setting(
    "",
    "redis:8",
    "The image of Redis and Sentinel; `valkey/valkey:8` runs them on Valkey.",
  ),
  NGINX_IMAGE: setting("", "nginx:stable-bookworm", "The image of nginx; `nginx:stable` is tested as well."),
  GRAFANA_PORT: setting("", "3300", "The port of the dashboard, with the profile `observability`."),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting(
    "none",
    "none",
    "The collector that traces go to. Without it there are none.",
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: setting("OpenTelemetry's", "OpenTelemetry's", "How the traces are sent."),
  OTEL_SERVICE_NAME: setting(
    "unstuck",
    "unstuck",
    "The service's name in traces. OpenTelemetry's other variables work too.",
  ),
};

/**
 * Secrets of the parts, which the first start generates into `.env` or, in
 * containers, into a volume.
 */
export const partSecrets: Readonly<Record<string, string>> = {
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: "Read at build time. Every build of one site needs the same key.",
  IDP_SECRET: "The cookies and the signing key of the identity provider for development.",
  REDIS_APP_PASSWORD: "The Redis user of the nodes, which reaches the app's own keys alone.",
  REDIS_SENTINEL_PASSWORD: "The Redis user of the Sentinels.",
  REDIS_REPLICATION_PASSWORD: "The Redis user of the replicas.",
  REDIS_OPERATOR_PASSWORD: "The Redis user of the stack runner.",
  POSTGRES_APP_PASSWORD: "The PostgreSQL user of the nodes.",
  POSTGRES_OPERATOR_PASSWORD: "The PostgreSQL user of the operator.",
};
