/*
 * Section: Containers
 * Promise: A container has no root, no capabilities, and can write only to its own data; no image
 *   holds a secret.
 * Control: The same search finds a setting that is no secret.
 */
import { aboutContainers, appImage, docker, idOf, inContainers, shell } from "./fixtures/containers.ts";
import { settings, stack } from "./fixtures/stack.ts";
import { expect, test } from "./fixtures/test.ts";

test.skip(!inContainers, aboutContainers);

/**
 * The folders that each kind of part may write to; the rest of its container is out of its reach.
 */
const writable: Record<string, string[]> = {
  nginx: ["/run/nginx"],
  "app-a": ["/app/.next/cache", "/tmp"],
  "identity-provider": ["/state"],
  "sentinel-1": ["/data"],
  "redis-1": ["/data"],
};

for (const [name, folders] of Object.entries(writable)) {
  test(`${name} has no root rights, and can write to ${folders.join(" and ")} only`, async () => {
    expect(await shell(name, "id -u"), "it runs as a user of its own").not.toBe("0");
    const status = await shell(name, "grep -E '^(Cap(Prm|Eff|Bnd)|NoNewPrivs|Seccomp):' /proc/1/status");
    expect(status.replace(/\t/g, " ").split("\n")).toEqual([
      "CapPrm: 0000000000000000",
      "CapEff: 0000000000000000",
      "CapBnd: 0000000000000000",
      "NoNewPrivs: 1",
      "Seccomp: 2",
    ]);
    // /proc and /sys are the kernel's own. Docker masks their writable files.
    const found = await shell(
      name,
      "find / \\( -path /proc -o -path /sys \\) -prune -o \\( -type d -o -type f \\) -writable -print 2>/dev/null",
    );
    const roots = found
      .split("\n")
      .filter((file) => !folders.some((folder) => file.startsWith(`${folder}/`)));
    expect(roots.sort()).toEqual(folders);
  });
}

test("the code of the app can't be changed by the app", async () => {
  const attempt = "echo '//' >> /app/server.js || echo refused; touch /app/new || echo refused";
  expect(await shell("app-a", `{ ${attempt}; } 2>/dev/null`)).toBe("refused\nrefused");
});

test("each container has the secrets that it needs, and no other's", async () => {
  const { DEMO_PASSWORD, REDIS_APP_PASSWORD, REDIS_SENTINEL_PASSWORD, REDIS_OPERATOR_PASSWORD } =
    settings.secrets;
  const { SESSION_ENVELOPE_KEYS, IDP_SECRET } = settings.secrets;
  const parts = { nginx: "", "app-a": "", "identity-provider": "", "sentinel-1": "", "redis-1": "" };
  for (const name of Object.keys(parts) as (keyof typeof parts)[]) {
    parts[name] = await shell(name, "cat /run/unstuck/* /data/*.conf 2>/dev/null; env");
  }
  for (const [name, seen] of Object.entries(parts)) expect(seen, name).not.toContain(REDIS_OPERATOR_PASSWORD);
  expect(parts["app-a"]).toContain(DEMO_PASSWORD);
  expect(parts["app-a"]).toContain(REDIS_APP_PASSWORD);
  expect(parts["app-a"]).not.toContain(REDIS_SENTINEL_PASSWORD);
  expect(parts["app-a"]).not.toContain(IDP_SECRET);
  expect(parts["identity-provider"]).toContain(IDP_SECRET);
  expect(parts["identity-provider"]).not.toContain(SESSION_ENVELOPE_KEYS);
  expect(parts["redis-1"]).not.toContain(SESSION_ENVELOPE_KEYS);
  expect(parts["redis-1"]).not.toContain(REDIS_APP_PASSWORD);
  expect(parts["sentinel-1"]).toContain(REDIS_SENTINEL_PASSWORD);
});

test("neither the containers' descriptions nor their images hold a secret", async () => {
  const ids = (await docker("ps", "--all", "--quiet")).split("\n");
  const described = await docker("inspect", ...ids);
  expect(described, "the search can find what is there").toContain("NODE_NAME=app-a");
  const image = await docker(
    "run",
    "--rm",
    "--network=none",
    appImage(),
    "grep",
    "-rhoE",
    "[\\w-]{20,}",
    "/app",
  );
  expect(image.length).toBeGreaterThan(1000);
  for (const [name, secret] of Object.entries(settings.secrets)) {
    expect(described.includes(secret), name).toBe(false);
    expect(image.includes(secret), name).toBe(false);
  }
});

test("every container's log is JSON on disk, of at most 50 MB", async () => {
  for (const { name } of stack.parts) {
    const id = await idOf(name);
    const format = "{{.HostConfig.LogConfig.Type}} {{json .HostConfig.LogConfig.Config}}";
    const [type, config = ""] = (await docker("inspect", "--format", format, id)).split(" ");
    expect(type, name).toBe("json-file");
    expect(JSON.parse(config), name).toEqual({ "max-file": "5", "max-size": "10m" });
  }
});
