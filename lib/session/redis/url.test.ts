import { expect, test } from "vitest";
import { BadRedisUrl, parseRedisUrl } from "./url.ts";

test("a standalone address keeps its user, database and port", () => {
  expect(parseRedisUrl("rediss://app:p%40ss@redis.internal:7000/2")).toEqual({
    kind: "standalone",
    host: "redis.internal",
    port: 7000,
    db: 2,
    tls: {},
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
    sentinelTls: false,
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

/** Each URL with the text that the message must contain. Each secret part of a URL is hunter2. */
const wrong: readonly [string, RegExp][] = [
  ["http://hunter2", /must begin with/],
  ["redis://", /must begin with/],
  ["redis+sentinel://a,b", /primary is missing/],
  ["redis+sentinel://a,b/", /primary is missing/],
  ["redis+sentinel://a/ma%0Ain", /primary's name/],
  ["redis+sentinel://s/main/2", /too much after the hosts/],
  ["redis+cluster://h/2", /no databases/],
  ["redis://h/1/2", /too much after the hosts/],
  ["redis://a,b", /several hosts/],
  ["redis://u:hunter2@a,b", /several hosts/],
  ["redis://a:b", /host:port/],
  ["redis://app:hunter2", /host:port/],
  ["redis://h:0", /host:port/],
  ["redis://h:65536", /host:port/],
  ["redis://::1", /brackets/],
  ["redis://::1:6379", /brackets/],
  ["redis+sentinel://a,,b/main", /host:port/],
  ["redis://h/x", /the database is not a whole number/],
  ["redis://h/hunter2", /the database is not a whole number/],
  ["redis://u:%E0%A4%A@h", /percent-encoded properly/],
  ["redis+sentinel://s/main?sentinel-password=%E0%A4%A", /percent-encoded properly/],
  ["redis://app:hunter2@hunter2@h", /not percent-encoded/],
  ["redis://app:hunter2/hunter2@h", /not percent-encoded/],
  ["redis://app:hunter2?hunter2@h", /not percent-encoded/],
  ["redis+sentinel://a:hunter2?replicas=hunter2@s/main", /not percent-encoded/],
  ["redis://app:hunter2#hunter2@h", /a #/],
  ["redis://app:hunter2 hunter2@h", /a space/],
  ["redis+sentinel://s/main\n2", /a line end/],
  ['"redis://app:hunter2@h"', /a quote/],
  ["redis://h?db=3", /"db" is unknown/],
  ["redis://h?replica=2", /"replica" is unknown/],
  ["redis://h?sentinel-password=hunter2", /"sentinel-password" is unknown/],
  ["redis+cluster://h?sentinel-user=u", /"sentinel-user" is unknown/],
  ["redis+sentinel://s/main?Replicas=2", /"Replicas" is unknown/],
  ["redis://h?hunter2", /one of them is unknown/],
  ["redis://h?", /one of them is unknown/],
  ["redis://h?replicas=1&replicas=2", /"replicas" is there twice/],
  ["redis://h?replicas=", /"replicas" is empty/],
  ["redis://h?replicas=1.5", /replicas is not a whole number/],
  ["redis://h?replicas=-1", /replicas is not a whole number/],
];

test.each(wrong)(
  "%j is refused with its reason and the shapes that are right, and without a secret",
  (url, reason) => {
    expect(() => parseRedisUrl(url)).toThrow(BadRedisUrl);
    expect(() => parseRedisUrl(url)).toThrow(reason);
    expect(() => parseRedisUrl(url)).toThrow(/redis\+sentinel:\/\/user/);
    expect(() => parseRedisUrl(url)).toThrow(/^(?!.*hunter2)/s);
  },
);

test.each([
  ["redis://h\n", "redis://h"],
  ["  redis://h\r\n", "redis://h"],
  ["REDIS://h", "redis://h"],
  ["Rediss://h", "rediss://h"],
  ["redis+Sentinel://s/main\n", "redis+sentinel://s/main"],
  ["redis+sentinel://s/main/", "redis+sentinel://s/main"],
  ["redis://h/", "redis://h"],
  ["redis+cluster://h/", "redis+cluster://h"],
  ["redis://h/?replicas=2", "redis://h?replicas=2"],
  ["redis://[::1]", "redis://[::1]:6379/0"],
])("%j means the same as %j", (url, same) => {
  expect(parseRedisUrl(url)).toEqual(parseRedisUrl(same));
});

test("a secret is read letter by letter, with a plus as a plus", () => {
  const secret = `a+b c&d=e@f/g:h?i#j%k"l'ü`;
  const encoded = encodeURIComponent(secret).replaceAll("'", "%27");
  const own = parseRedisUrl(
    `redis+sentinel://app:${encoded}@s/main?sentinel-user=app&sentinel-password=${encoded}`,
  );
  expect(own).toMatchObject({ password: secret, sentinelPassword: secret });
  const plain = parseRedisUrl("redis+sentinel://app:a+b=c@s/main?sentinel-password=a+b=c");
  expect(plain).toMatchObject({ password: "a+b=c", sentinelPassword: "a+b=c" });
});

test("the database, the primary's name and the parameters count", () => {
  expect(parseRedisUrl("redis://h/3?replicas=2")).toMatchObject({ db: 3, replicas: 2 });
  expect(parseRedisUrl("redis+sentinel://s/main?replicas=0")).toMatchObject({ name: "main", replicas: 0 });
});
