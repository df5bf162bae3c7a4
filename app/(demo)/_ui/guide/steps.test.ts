import { expect, test } from "vitest";
import { type Answer, advance, EMPTY, NODES, type Tape } from "../tape/tape.ts";
import { hasMetAll, hasOutlived } from "./steps.ts";

const ada = { id: "1", name: "Ada", email: "ada@example.com", createdBy: "app-a" };
const answer = (node: string, session: typeof ada | null = ada): Answer => ({
  at: 0,
  ms: 5,
  node,
  status: 200,
  tries: 1,
  kind: "read",
  session,
  ends: null,
});
const tape = (...answers: Answer[]): Tape => answers.reduce(advance, EMPTY);

test("every node was met when each has answered once", () => {
  expect(hasMetAll(EMPTY)).toBe(false);
  expect(hasMetAll(tape(answer("app-a"), answer("app-b")))).toBe(false);
  expect(hasMetAll(tape(...NODES.map((node) => answer(node))))).toBe(true);
});

test("a kill is outlived when another node answers after it and knows the same session", () => {
  const before = tape(answer("app-a"), answer("app-b"));
  const killed = { node: "app-b", next: before.next, session: ada.id };
  expect(hasOutlived(before, null)).toBe(false);
  expect(hasOutlived(before, killed), "nothing was answered since").toBe(false);
  // The node may have sent the first answer before the kill.
  const first = advance(before, answer("app-b"));
  expect(hasOutlived(first, killed)).toBe(false);
  expect(hasOutlived(advance(first, answer("app-c")), killed)).toBe(true);
  expect(hasOutlived(advance(first, answer("app-c", null)), killed), "the login is lost").toBe(false);
  expect(hasOutlived(advance(first, answer("app-b")), killed), "it still answers").toBe(false);
});

test("without a session it is outlived as well, as long as none is there", () => {
  const before = tape(answer("app-a", null));
  const killed = { node: "app-a", next: before.next, session: null };
  const after = advance(advance(before, answer("app-b", null)), answer("app-c", null));
  expect(hasOutlived(after, killed)).toBe(true);
});
