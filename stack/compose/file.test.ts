import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { parseDatabaseUrl } from "../../lib/users/postgres/url.ts";
import { temporarySecrets } from "../secrets.ts";
import { root } from "../settings.ts";
import { partsOf } from "../topology.ts";
import { appSettings, settingsForServices } from "./image/app-settings.ts";
import { partsInContainers } from "./parts.ts";
import { readComposeSettings } from "./settings.ts";

interface Service {
  readonly image: string;
  readonly build?: unknown;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: Readonly<Record<string, unknown>>;
}

const text = await readFile(path.join(root, "docker-compose.yml"), "utf8");
const file = parse(text, { merge: true, maxAliasCount: -1 }) as { services: Record<string, Service> };
const services = Object.entries(file.services);
const named = (prefix: string) => services.filter(([name]) => name.startsWith(prefix));

it("no image is built by two services", () => {
  const built = services.flatMap(([, { image, build }]) => (build === undefined ? [] : [image]));
  expect(built).toHaveLength(6);
  expect(new Set(built).size).toBe(built.length);
});

it("no part reads a folder of the clone, whose file modes are those of the umask it was made under", () => {
  const mounted = services.flatMap(([, { volumes = [] }]) => volumes);
  expect(mounted.length).toBeGreaterThan(0);
  expect(mounted.filter((volume) => /^[./~$]/.test(volume))).toEqual([]);
});

it("each node comes after the service that builds its image", () => {
  const [builder = ""] = services.find(([, { image, build }]) => build && image.startsWith("unstuck:")) ?? [];
  for (const [name, { image, depends_on }] of named("app-")) {
    expect(image, name).toBe(file.services[builder]?.image);
    expect(depends_on?.[builder]?.condition, name).toBe("service_completed_successfully");
  }
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: This is how Compose writes a setting with a default.
const image = "${REDIS_IMAGE:-redis:8}";

it("one setting names the server of all Redis nodes and Sentinels, which is Redis 8 by default", () => {
  const images = [...named("redis-"), ...named("sentinel-")].map(([, { image }]) => image);
  expect(images).toEqual(Array(6).fill(image));
});

it("the file has nothing that docker-compose 1.29 refuses", () => {
  expect(file).not.toHaveProperty("name");
  for (const [name, { healthcheck = {} }] of services)
    expect(healthcheck, name).not.toHaveProperty("start_interval");
});

it("no node waits for PostgreSQL, which one profile starts, and no password is in the file", () => {
  const { postgres } = file.services;
  expect(postgres).toMatchObject({ image: "postgres:15-bookworm", profiles: ["postgres"] });
  for (const [name, { depends_on = {} }] of services)
    expect(Object.keys(depends_on), name).not.toContain("postgres");
  expect(text).not.toMatch(/POSTGRES_PASSWORD:|postgres:\/\//);
});

const secrets = temporarySecrets();
const settingsOf = (given: Record<string, string>) =>
  appSettings(given, secrets, "http://localhost:8080", "http://localhost:8090");

it("the profile alone has the nodes keep users in that PostgreSQL, with the app's own password", () => {
  expect(settingsOf({})).not.toHaveProperty("DATABASE_URL");
  expect(settingsOf({ COMPOSE_PROFILES: "observability" })).not.toHaveProperty("DATABASE_URL");
  const { DATABASE_URL = "", ...others } = settingsOf({ COMPOSE_PROFILES: "observability, postgres" });
  expect(parseDatabaseUrl(DATABASE_URL)).toMatchObject({
    host: "postgres",
    database: "unstuck",
    user: "app",
    password: secrets.POSTGRES_APP_PASSWORD,
  });
  expect(JSON.stringify(others)).not.toContain(secrets.POSTGRES_OPERATOR_PASSWORD);
});

it("a PostgreSQL of one's own is used as DATABASE_URL says", () => {
  const DATABASE_URL = "postgres://app:secret@db.example/unstuck";
  expect(settingsOf({ DATABASE_URL, COMPOSE_PROFILES: "postgres" })).toMatchObject({ DATABASE_URL });
});

it("a service in another language gets what it needs to know a login, and none of the app's other secrets", () => {
  const app = appSettings({}, temporarySecrets(), "http://localhost:8080", "http://localhost:8090");
  expect(Object.keys(settingsForServices(app)).sort()).toEqual([
    "REDIS_URL",
    "SESSION_ENVELOPE_KEYS",
    "SESSION_PEPPERS",
    "SESSION_SEAL_KEYS",
    "SITE_URL",
  ]);
});

it.each(["express-a", "django-b", "spring-a"])("%s is held as the app's nodes are", (name) => {
  const { "app-a": node = {}, [name]: service = {} } = file.services as Record<string, object>;
  for (const setting of ["read_only", "cap_drop", "security_opt", "ipc", "pids_limit", "dns_opt", "logging"])
    expect(service, setting).toHaveProperty(setting, Reflect.get(node, setting));
});

it("the runner's parts of the profile `services` are the services of that profile that stay", () => {
  const staying = Object.entries(file.services).flatMap(([name, service]) =>
    Reflect.get(service, "profiles")?.includes("services") && Reflect.get(service, "healthcheck")
      ? [name]
      : [],
  );
  const settings = readComposeSettings({ COMPOSE_PROFILES: "services" });
  const parts = partsOf(partsInContainers(settings), "service").map(({ name }) => name);
  expect(parts.sort()).toEqual(staying.sort());
  expect(parts).toHaveLength(6);
});
