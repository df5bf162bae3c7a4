import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../settings.ts";

// The machine that this is made on can't run their images, so a test can only look at their
// settings.
const optional = ["prometheus", "grafana"];

interface Service {
  readonly image: string;
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly volumes?: readonly string[];
  readonly [setting: string]: unknown;
}

const read = (file: string) => readFile(path.join(root, file), "utf8");
const { services } = parse(await read("docker-compose.yml"), { merge: true, maxAliasCount: -1 }) as {
  services: Record<string, Service>;
};

function profileOf(name: string): string | undefined {
  if (name === "postgres") return "postgres";
  if (optional.includes(name)) return "observability";
  return /^(express|django|spring)-/.test(name) ? "services" : undefined;
}

it("`docker compose up` without a profile starts neither of them, nor PostgreSQL, nor the services in other languages, and all the others", () => {
  for (const [name, { profiles = [] }] of Object.entries(services))
    expect(profiles, name).toEqual([profileOf(name)].filter((profile) => profile !== undefined));
});

it.each(optional)("%s is held as the other containers are", (name) => {
  const { nginx, [name]: service } = services;
  for (const setting of [
    "read_only",
    "cap_drop",
    "security_opt",
    "ipc",
    "pids_limit",
    "logging",
    "restart",
  ]) {
    expect(service?.[setting], setting).toEqual(nginx?.[setting]);
  }
  expect(service?.mem_limit).toMatch(/^\d+m$/);
  expect(service?.cpus).toBeGreaterThan(0);
  expect(["root", "0", undefined]).not.toContain(service?.user);
  expect(service?.image, "a version, and not whatever is newest").toMatch(/:v?\d+\.\d+\.\d+$/);
  expect(service?.networks, "no way to Redis").not.toContain("back");
  expect(
    service?.volumes?.filter((volume) => volume.endsWith(":/etc/unstuck:ro")),
    "the project's files",
  ).toEqual(["observability-files:/etc/unstuck:ro"]);
});

it("Grafana alone is published, on loopback, and has no way to the nodes", () => {
  expect(services.prometheus?.ports).toBeUndefined();
  expect(services.grafana?.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:.*:3000$/)]);
  expect(services.grafana?.networks).toEqual(["watch"]);
});

it("every panel asks the data source that Grafana is given, which is where Compose runs Prometheus", async () => {
  const { datasources } = parse(await read("observability/grafana/provisioning/datasources/prometheus.yml"));
  expect(datasources).toHaveLength(1);
  expect(new URL(datasources[0].url).hostname).toBe("prometheus");
  const { panels } = JSON.parse(await read("observability/grafana/dashboards/unstuck.json")) as {
    panels: { type: string; title: string; datasource?: { uid: string } }[];
  };
  for (const { type, title, datasource } of panels) {
    if (type !== "row") expect(datasource?.uid, title).toBe(datasources[0].uid);
  }
});

it("Prometheus asks the nodes and nginx at the names and ports that Compose gives them", async () => {
  const targets = async (job: string) =>
    (parse(await read(`observability/targets/${job}.yml`)) as { targets: string[] }[]).flatMap(
      (one) => one.targets,
    );
  const nodes = Object.keys(services).filter((name) => name.startsWith("app-"));
  expect(await targets("nodes")).toEqual(nodes.map((name) => `${name}:3000`));
  const [, port] = /listen (\d+);/.exec(await read("nginx/compose/place/inside-listen.conf")) ?? [];
  expect(await targets("nginx")).toEqual([`nginx:${port}`]);
  expect(services.nginx?.ports?.join(), "that port is published nowhere").not.toContain(port);
});
