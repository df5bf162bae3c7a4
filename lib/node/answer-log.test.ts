import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AnswerLog } from "./answer-log.ts";
import type { Answer } from "./request-context.ts";

const away: Answer = {
  ...{ id: "1", method: "GET", path: "/account", status: 503, reason: "store-away", ms: 2000.4, whole: true },
};
let lines: { line: string; fields: Readonly<Record<string, unknown>> }[];
let answers: AnswerLog;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  lines = [];
  answers = new AnswerLog((fields, line) => lines.push({ fields, line }));
});
afterEach(() => {
  vi.useRealTimers();
});

/** Reports twenty failures per second. */
function fail(seconds: number, answer: (nth: number) => Answer): void {
  for (let nth = 0; nth < seconds * 20; nth += 1) {
    answers.observe(answer(nth));
    vi.advanceTimersByTime(50);
  }
}

it("tells the first 503 of a reason with its id, and counts those that follow, on whatever path", () => {
  fail(18, (nth) => ({ ...away, id: String(nth), path: `/page-${nth}` }));
  vi.advanceTimersByTime(20_000);
  expect(lines).toEqual([
    {
      line: "answered 503: store-away",
      fields: { ...{ id: "0", method: "GET", path: "/page-0", status: 503, reason: "store-away", ms: 2000 } },
    },
    {
      line: "answered 503: store-away: 359 more within 28 s",
      fields: { status: 503, reason: "store-away", more: 359, seconds: 28 },
    },
  ]);
});

it("tells reasons apart, and says of a long outage each minute how many there were", () => {
  fail(130, (nth) => ({ ...away, reason: nth % 2 ? "not-durable" : "store-away" }));
  answers.end();
  expect(lines.map(({ line }) => line.replace(/\d+ more within \d+/, "n more within m"))).toEqual(
    [
      "answered 503: store-away",
      "answered 503: not-durable",
      ...Array(3).fill(["answered 503: store-away", "answered 503: not-durable"]).flat(),
    ].map((line, nth) => (nth < 2 ? line : `${line}: n more within m s`)),
  );
});

it("tells an outage that comes later again", () => {
  answers.observe(away);
  vi.advanceTimersByTime(11_000);
  answers.observe({ ...away, id: "2" });
  expect(lines.map(({ fields }) => fields.id)).toEqual(["1", "2"]);
});

it("tells each failing path of a fault in the code, as long as they are few", () => {
  const broken = (path: string): Answer => ({
    id: "1",
    method: "GET",
    path,
    status: 500,
    ms: 1,
    whole: true,
  });
  for (const path of ["/a", "/b", "/a"]) answers.observe(broken(path));
  expect(lines.map(({ fields }) => fields.path)).toEqual(["/a", "/b"]);
  for (let nth = 0; nth < 500; nth += 1) answers.observe(broken(`/sessions/${nth}`));
  expect(lines.length).toBeLessThan(60);
});

it("tells nothing of probes, which a draining node refuses as a matter of course, nor of answers that are fine", () => {
  for (const path of ["/api/ready", "/api/live", "/api/metrics"]) answers.observe({ ...away, path });
  answers.observe({ ...away, status: 499 });
  expect(lines).toEqual([]);
});
