import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { poll } from "../../lib/session/testing/poll.ts";
import { defaultPorts, topology } from "../topology.ts";
import { lineOf } from "./line.ts";
import { rotateLogs } from "./rotate.ts";
import { Timeline } from "./timeline.ts";

// The zone is far from UTC, because Redis's times are in this machine's zone.
process.env.TZ = "America/New_York";

let folder = "";
const fileOf = (name: string) => path.join(folder, `${name}.log`);
const sources = () =>
  ["nginx", "app-a", "redis-1"].map((name) => {
    const part = topology(defaultPorts).find((one) => one.name === name);
    if (!part) throw new Error(`There is no ${name}.`);
    return { part, file: fileOf(name) };
  });

/** Redis writes this machine's time, without its zone. */
const redisTime = (time: Date) => {
  const [, month, day, year] = time.toString().split(" ");
  return `${day} ${month} ${year} ${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, "0")}`;
};
const at = (second: number) => new Date(Date.UTC(2026, 0, 31, 10, 0, second, 500));
const app = (second: number, fields: Record<string, unknown>) =>
  `${JSON.stringify({ level: "info", time: at(second).toISOString(), node: "app-a", ...fields })}\n`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "unstuck-logs-"));
  await writeFile(
    fileOf("app-a"),
    app(1, { msg: "begins" }) +
      app(4, { level: "error", msg: "answered 503: store-away", id: "abcd", status: 503 }),
  );
  await writeFile(
    fileOf("redis-1"),
    `12:M ${redisTime(at(2))} # Connection lost\n  a line without a time\n12:M ${redisTime(at(5))} * Ready\n`,
  );
  await writeFile(
    fileOf("nginx"),
    `${JSON.stringify({ time: "2026-01-31T10:00:03+00:00", msec: at(3).getTime() / 1000, id: "abcd", status: 503, path: "/account" })}\n`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const shown = (lines: readonly string[]) =>
  lines.map((line) => line.replace(/^\S+ +/, "").replaceAll(/ +/g, " "));

it("shows the lines of all parts in one order and by one clock, also those of Redis, which tells no zone", async () => {
  const lines = await new Timeline(sources()).last(100);
  expect(lines.map((line) => line.split(" ")[0])).toEqual(
    [1, 2, 2, 3, 4, 5].map((second) => at(second).toISOString()),
  );
  expect(shown(lines)).toEqual([
    "app-a info begins",
    "redis-1 warn Connection lost",
    "redis-1 info a line without a time",
    "nginx error status=503 path=/account id=abcd",
    "app-a error answered 503: store-away status=503 id=abcd",
    "redis-1 info Ready",
  ]);
});

it("shows only what is urgent enough, or what is about one request, of whatever part", async () => {
  expect(
    shown(await new Timeline(sources(), { level: "warn" }).last(100)).map((line) => line.split(" ")[1]),
  ).toEqual(["warn", "error", "error"]);
  expect(
    shown(await new Timeline(sources(), { id: "abcd" }).last(100)).map((line) => line.split(" ")[0]),
  ).toEqual(["nginx", "app-a"]);
  expect(shown(await new Timeline(sources()).last(1))).toEqual(["redis-1 info Ready"]);
});

it("follows what is added, also to a log that was rotated meanwhile, and no half of a line", async () => {
  const over = new AbortController();
  const seen: string[] = [];
  const timeline = new Timeline(sources());
  await timeline.last(0);
  const following = (async () => {
    for await (const line of timeline.follow(over.signal)) seen.push(line);
  })();
  const isSeen = (words: string) =>
    poll(async () => seen.some((line) => line.includes(words)), {
      timeoutMs: 5000,
      promise: `"${words}" is shown`,
    });
  await appendFile(fileOf("app-a"), app(6, { msg: "more" }).slice(0, 20));
  await appendFile(fileOf("app-a"), app(6, { msg: "more" }).slice(20));
  await isSeen("more");
  await rotateLogs(folder, 1);
  await appendFile(fileOf("app-a"), app(7, { msg: "after" }));
  await isSeen("after");
  over.abort();
  await following;
  expect(seen).toHaveLength(2);
});

it("a rotated log is kept by number, three of them", async () => {
  for (const nth of [1, 2, 3, 4]) {
    await writeFile(fileOf("app-a"), `${nth}`);
    await rotateLogs(folder, 1);
  }
  const former = (await readdir(folder)).filter((name) => name.startsWith("app-a.log.")).sort();
  expect(former).toEqual(["app-a.log.1", "app-a.log.2", "app-a.log.3"]);
  expect(await readFile(fileOf("app-a.log").replace(/\.log$/, ".1"), "utf8")).toBe("4");
  expect(await readFile(fileOf("app-a"), "utf8")).toBe("");
});

it("reads nginx's own lines, and takes what it can't read for text", () => {
  const line = lineOf(
    "load-balancer",
    "2026/01/31 10:00:00 [error] 12#12: *4 connect() failed (111: Connection refused)",
  );
  expect(line).toMatchObject({ level: "error", text: expect.stringContaining("connect() failed") });
  expect(line.time).toEqual(new Date(2026, 0, 31, 10));
  expect(lineOf("app", "{no json")).toEqual({
    time: undefined,
    level: "info",
    text: "{no json",
    id: undefined,
  });
});
