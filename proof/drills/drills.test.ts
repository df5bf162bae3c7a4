import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { root } from "../../stack/settings.ts";
import { drillsOf } from "./page.ts";
import { type Answered, judge, nobodyIsSignedOut, type Seen } from "./seen.ts";
import { table, withSeen } from "./table.ts";

const page = await readFile(path.join(root, "docs/drills/README.md"), "utf8");
const drills = drillsOf(page);

const answers = (took: readonly number[], status = 200, reason?: string): Answered[] =>
  took.map((seconds, at) => ({ at, took: seconds, status, reason }));
const calm: Seen = {
  from: 0,
  reads: answers([0.01, 0.02, 0.01]),
  presses: answers([0.02, 0.03, 0.02]),
  logins: answers([0.2, 0.3, 0.2], 201),
  signedOut: 0,
  evicted: 0,
  fullCopies: 0,
  inStepAfter: 0,
  output: "",
  loginAfter: 0.3,
};

it("the page's commands are read as they are typed, also one that leaves out how it begins", () => {
  expect(drills.length).toBeGreaterThan(8);
  const [first] = drills;
  expect(first?.commands).toEqual(["npm run stack -- kill primary"]);
  expect(first?.ending.commands).toEqual(["npm run stack -- start down"]);
  const two = drills.find(({ commands }) => commands.length > 1);
  expect(two?.commands.every((command) => command.startsWith("npm run stack -- "))).toBe(true);
});

it("something looks at each sentence of the page", () => {
  const phrases = drills.flatMap(({ watchFor, ending }) => [...watchFor, ...ending.watchFor]);
  expect(phrases.length).toBeGreaterThan(12);
  expect(phrases.filter((phrase) => judge(phrase, calm).seen.startsWith("nothing looks"))).toEqual([]);
});

it("a sentence that nothing looks at doesn't hold (the control)", () => {
  expect(judge("the moon is full", calm).holds).toBe(false);
});

const slow = { ...calm, presses: answers([0.02, 4.2, 0.02]) };
const refused = { ...calm, presses: [...calm.presses, ...answers([8], 503, "not-durable")] };
it.each<[phrase: string, holds: Seen, not: Seen]>([
  ["pages come within 2 s", calm, { ...calm, reads: answers([0.1, 2.1, 0.1]) }],
  ["pages come within 2 s", calm, { ...calm, reads: answers([0.1, 0.1, 0.1], 503, "store-away") }],
  ["pages come within 2 s", calm, { ...calm, reads: [] }],
  ["the longest press takes 3 to 5 s", slow, calm],
  ["the longest press takes 3 to 5 s", slow, { ...calm, presses: answers([0.1, 5.1, 0.1]) }],
  ["a press takes at most 1 s", calm, slow],
  [
    "a press usually takes 0.6 to 1 s",
    { ...calm, presses: answers([0.6, 0.7, 3]) },
    { ...calm, presses: answers([0.1, 0.1, 0.7]) },
  ],
  [
    "a press usually takes 0.6 to 1 s",
    { ...calm, from: 2, presses: answers([0.1, 0.1, 0.6, 0.7, 0.6]) },
    { ...calm, from: 0, presses: answers([0.1, 0.1, 0.1, 0.7, 0.6]) },
  ],
  ["presses are answered 503 (`not-durable`)", refused, calm],
  ["presses are answered 503 (`store-away`)", { ...calm, presses: answers([2], 503, "store-away") }, refused],
  ["a full copy within 1 s", { ...calm, fullCopies: 1 }, calm],
  ["a full copy within 1 s", { ...calm, fullCopies: 1 }, { ...calm, fullCopies: 1, inStepAfter: 1.2 }],
  ["logins go on", calm, { ...calm, logins: answers([1, 1, 1], 503, "store-full") }],
  ["keys long unused leave", { ...calm, evicted: 2 }, calm],
  [
    "its verdicts have no anomaly",
    { ...calm, output: "✓ a (9 answers, 0 anomalies)" },
    { ...calm, output: "✗ a (9 answers, 1 anomalies)" },
  ],
  ["its verdicts have no anomaly", { ...calm, output: "✓ a (9 answers, 0 anomalies)" }, calm],
  ["logins work within 10 s", calm, { ...calm, loginAfter: 11 }],
])("%s: is told from what is otherwise", (phrase, holds, not) => {
  expect([judge(phrase, holds).holds, judge(phrase, not).holds]).toEqual([true, false]);
});

it("nobody is signed out in any drill", () => {
  expect([nobodyIsSignedOut(calm).holds, nobodyIsSignedOut({ ...calm, signedOut: 1 }).holds]).toEqual([
    true,
    false,
  ]);
});

it("what was seen goes into the page, unless a drill failed", () => {
  const [drill] = drills;
  if (!drill) throw new Error("The page has no drill.");
  const verdict = { phrase: "pages come within 2 s", seen: "0.12 s", holds: true };
  const published = withSeen(page, [{ drill, verdicts: [verdict] }]);
  expect(published).toContain(`${drill.name} | pages come within 2 s: 0.12 s`);
  expect(withSeen(published, [{ drill, verdicts: [verdict] }])).toBe(published);
  expect(() => withSeen(page, [{ drill, verdicts: [{ ...verdict, holds: false }] }])).toThrow("failed");
  expect(table([{ drill, verdicts: [{ ...verdict, holds: false }] }])).toContain("✗");
});
