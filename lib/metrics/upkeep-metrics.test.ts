import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createServer } from "node:tls";
import { promisify } from "node:util";
import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { UpkeepMetrics } from "./upkeep-metrics.ts";

const at = (port: number, up: boolean) => ({ address: { host: "127.0.0.1", port }, up });
const view = { sentinels: [at(1, true), at(2, false), at(3, true)] } as never;

async function figures(upkeep: Partial<ConstructorParameters<typeof UpkeepMetrics>[1]>) {
  const registry = new Registry();
  const metrics = new UpkeepMetrics(registry, {
    ...{ siteUrl: "http://localhost", keysSince: undefined, sentinels: () => undefined },
    ...upkeep,
  });
  await metrics.look();
  return Object.fromEntries(
    (await registry.getMetricsAsJSON()).map(({ name, values }) => [
      name.replace("unstuck_", ""),
      values[0]?.value,
    ]),
  );
}

it("tells how many Sentinels there are and how many answer, how old the keys are, and how full the disk is", async () => {
  const keysSince = new Date(Date.now() - 400 * 24 * 60 * 60 * 1000);
  const told = await figures({ sentinels: () => view, keysSince });
  expect(told).toMatchObject({ redis_sentinels: 3, redis_sentinels_up: 2 });
  expect(told.keys_age_days).toBeCloseTo(400, 1);
  expect(told.disk_free_ratio).toBeGreaterThan(0);
  expect(told.disk_free_ratio).toBeLessThan(1);
});

it("has no figure of what a site doesn't have", async () => {
  const told = await figures({});
  expect(told).toMatchObject({ redis_sentinels: 0, redis_sentinels_up: 0 });
  expect([told.keys_age_days, told.certificate_days]).toEqual([undefined, undefined]);
});

it("tells when the certificate ends that the site shows", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "unstuck-certificate-"));
  const [key, cert] = ["key", "crt"].map((name) => path.join(folder, name)) as [string, string];
  const args = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "11", "-subj", "/CN=localhost"];
  await promisify(execFile)("openssl", [...args, "-keyout", key, "-out", cert]);
  const server = createServer({ key: await readFile(key), cert: await readFile(cert) });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  const { port } = server.address() as AddressInfo;
  const told = await figures({ siteUrl: `https://localhost:${port}` });
  server.close();
  expect(told.certificate_days).toBeCloseTo(11, 1);
  await rm(folder, { recursive: true, force: true });
});
