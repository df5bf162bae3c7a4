import { expect, test } from "vitest";
import { BadRedisUrl, parseRedisUrl } from "./url.ts";

test("a standalone address keeps its user, database and port", () => {
  expect(parseRedisUrl("rediss://app:p%40ss@redis.internal:7000/2")).toEqual({
    kind: "standalone",
    host: "redis.internal",
    port: 7000,
    db: 2,
    tls: true,
    username: "app",
    password: "p@ss",
    replicas: 0,
  });
});

test("a Sentinel address keeps every host, the primary's name and both log-ins", () => {
  expect(
    parseRedisUrl("redis+sentinel://app:a@s1,s2:1,[::1]:2/main?sentinel-user=u&sentinel-password=p"),
  ).toEqual({
    kind: "sentinel",
    sentinels: [
      { host: "s1", port: 26379 },
      { host: "s2", port: 1 },
      { host: "::1", port: 2 },
    ],
    name: "main",
    sentinelUsername: "u",
    sentinelPassword: "p",
    tls: false,
    username: "app",
    password: "a",
    replicas: 1,
  });
});

test("a Cluster address takes several hosts, and the replicas that a write needs", () => {
  expect(parseRedisUrl("redis+cluster://h:1,h:2?replicas=2")).toEqual({
    kind: "cluster",
    nodes: [
      { host: "h", port: 1 },
      { host: "h", port: 2 },
    ],
    tls: false,
    replicas: 2,
  });
});

test.each([
  "http://x",
  "redis://",
  "redis+sentinel://a,b",
  "redis://a,b",
  "redis://a:b",
  "redis://h/x",
  "redis://u:%E0%A4%A@h",
])("%s is refused with the shapes that are right", (url) => {
  expect(() => parseRedisUrl(url)).toThrow(BadRedisUrl);
});

test("the error never shows the password", () => {
  expect(() => parseRedisUrl("redis://u:hunter2@a,b")).toThrow(/^(?!.*hunter2)/);
});
