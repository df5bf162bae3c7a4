import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse as parseSettings } from "dotenv";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseEnv } from "../../lib/env.ts";
import { temporarySecrets } from "../../stack/secrets.ts";
import { faultsOf, type Manifest, manifests } from "./manifest.ts";

const all = manifests();
const root = path.join(import.meta.dirname, "../..");
const text = (name: string) => readFileSync(path.join(import.meta.dirname, name), "utf8");
const named = (name: string): Manifest => {
  const manifest = all.get(name);
  if (!manifest) throw new Error(`There is no ${name}.`);
  return manifest;
};
const pod = named("deployment.yaml").spec.template;
const [container] = pod.spec.containers;

describe("by Kubernetes' schema", () => {
  test.each([...all])("%s is in order", (_, manifest) => expect(faultsOf(manifest)).toEqual([]));

  test.each([
    ["a field that there isn't", { spec: { ...named("service.yaml").spec, sessionAfinity: "None" } }],
    ["a value of the wrong type", { spec: { ...named("service.yaml").spec, ports: "80" } }],
  ])("control: %s is found", (_, change) => {
    expect(faultsOf({ ...named("service.yaml"), ...change })).toHaveLength(1);
  });
});

test("kustomization.yaml names every manifest", () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".yaml"));
  const { resources } = parse(text("kustomization.yaml"));
  expect([...resources, "kustomization.yaml"].sort()).toEqual(files.sort());
});

test("all of them mean the same pods", () => {
  const { labels } = pod.metadata;
  for (const selected of [
    named("deployment.yaml").spec.selector.matchLabels,
    named("service.yaml").spec.selector,
    named("disruption-budget.yaml").spec.selector.matchLabels,
    named("network-policy.yaml").spec.podSelector.matchLabels,
    pod.spec.topologySpreadConstraints[0].labelSelector.matchLabels,
  ]) {
    expect(selected).toEqual(labels);
  }
  expect(named("autoscaler.yaml").spec.scaleTargetRef.name).toBe(named("deployment.yaml").metadata.name);
});

test("the app takes the settings, beside the secrets that its set-up makes", () => {
  const settings = parseSettings(text("settings.env"));
  const NODE_NAME = container.env.map(({ name }: { name: string }) => name).join();
  expect(NODE_NAME).toBe("NODE_NAME");
  const given = { ...settings, ...temporarySecrets(), NODE_NAME, REDIS_URL: "redis://redis.example.com" };
  expect(parseEnv(given).MAIL_ON_PAGE).toBe("off");
  expect(settings.DEMO_MODE).toBe("off");
});

test("the probes ask what the app answers", () => {
  for (const probe of [container.startupProbe, container.livenessProbe, container.readinessProbe]) {
    expect(existsSync(path.join(root, "app", probe.httpGet.path, "route.ts")), probe.httpGet.path).toBe(true);
  }
  expect(container.livenessProbe.httpGet.path, "Redis must not get nodes restarted").toBe("/api/live");
});

test("a node has the time that leaving takes", () => {
  const settings = parseSettings(text("settings.env"));
  const [, seconds] = container.lifecycle.preStop.exec.command;
  expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(
    Number(seconds) + Number(settings.EXIT_DEADLINE_SECONDS),
  );
});

test("nothing pins a client to a node", () => {
  expect(named("service.yaml").spec.sessionAffinity).toBe("None");
  expect(Object.keys(named("ingress.yaml").metadata.annotations).join()).not.toMatch(
    /affinity|upstream-hash/,
  );
});

test("the ingress takes headers as long as the site's own nginx does", () => {
  const own = /^ *proxy_buffer_size (\d+k);/m.exec(readFileSync(path.join(root, "nginx/nginx.conf"), "utf8"));
  const { annotations } = named("ingress.yaml").metadata;
  expect(annotations["nginx.ingress.kubernetes.io/proxy-buffer-size"]).toBe(own?.[1]);
});

test("what only the inside may ask leads nowhere from outside", () => {
  const paths: { path: string; pathType: string; backend: { service: { name: string } } }[] =
    named("ingress.yaml").spec.rules[0].http.paths;
  for (const inside of ["/api/metrics", "/api/forward-auth"]) {
    expect(paths.find(({ path: one }) => one === inside)).toMatchObject({
      pathType: "Prefix",
      backend: { service: { name: "unstuck-nothing" } },
    });
  }
});
