import { describe, expect, it } from "vitest";
import {
  type Answer,
  advance,
  CELLS,
  condition,
  EMPTY,
  excuse,
  leave,
  MISSED,
  quiet,
  type Seen,
  type Tape,
} from "./tape.ts";

const login: Seen = { id: "s1", name: "Demo user", email: "user@example.com", createdBy: "app-a" };
const read = (node: string, session: Seen | null = login): Answer => ({
  kind: "read",
  at: 0,
  ms: 5,
  node,
  status: 200,
  tries: 1,
  session,
  ends: session && 1000,
});
const away: Answer = { kind: "store-away", at: 0, ms: 5, node: "app-a", status: 503, tries: 1 };
const unreachable: Answer = { kind: "unreachable", at: 0, ms: 5, node: null, status: 0, tries: 1 };
const play = (...answers: Answer[]): Tape => answers.reduce(advance, EMPTY);

describe("the tape", () => {
  it("counts a node switch when another node answers for the same login", () => {
    expect(play(read("app-a"), read("app-b"), read("app-b"), read("app-c")).switches).toBe(2);
  });

  it("does not take a failed request for a node switch", () => {
    expect(play(read("app-a"), away, unreachable, read("app-a")).switches).toBe(0);
  });

  it("starts the switches again with another login", () => {
    expect(play(read("app-a"), read("app-b"), read("app-c", { ...login, id: "s2" })).switches).toBe(0);
  });

  it("counts a login as lost when a node says that there is none", () => {
    expect(play(read("app-a"), read("app-b", null)).lost).toBe(1);
  });

  it("counts no login as lost while the store is away or no node answers", () => {
    const tape = play(read("app-a"), away, unreachable, read("app-b"));
    expect(tape.lost).toBe(0);
    expect(tape.session).toEqual(login);
  });

  it("counts no login as lost when somebody signed out, even if an answer sent before that comes late", () => {
    const leaving = leave(play(read("app-a")));
    const late = advance(leaving, read("app-b"));
    expect(advance(late, read("app-c", null)).lost).toBe(0);
  });

  it("forgets that somebody signed out once another login is there", () => {
    const again = advance(leave(play(read("app-a"))), read("app-b", { ...login, id: "s2" }));
    expect(advance(again, read("app-c", null)).lost).toBe(1);
  });

  it("counts no login as lost whose time was over, and one that had time left", () => {
    const before = play(read("app-a"));
    expect(advance(before, { ...read("app-b", null), at: 1001 }).lost).toBe(0);
    expect(advance(before, { ...read("app-b", null), at: 500 }).lost).toBe(1);
  });

  it("takes a loss back when the login turns out to have been ended, and that one alone", () => {
    const lost = play(read("app-a"), read("app-b", null));
    expect(excuse(lost, "s1").lost).toBe(0);
    expect(excuse(excuse(lost, "s1"), "s1").lost).toBe(0);
    expect(excuse(lost, "s2").lost).toBe(1);
    expect(advance(excuse(play(read("app-a")), "s1"), read("app-b", null)).lost).toBe(0);
  });

  it("keeps the last 60 cells and the count of all", () => {
    const tape = play(...Array.from({ length: 100 }, () => read("app-a")));
    expect(tape.cells).toHaveLength(CELLS);
    expect(tape.counts["app-a"]).toBe(100);
  });

  it("calls the site unreachable after two requests in a row that no node answered, not after one", () => {
    expect(condition(play(read("app-a"), unreachable))).toBe("running");
    expect(condition(play(read("app-a"), unreachable, unreachable))).toBe("unreachable");
    expect(condition(play(read("app-a"), unreachable, away))).toBe("store-away");
  });

  it("calls a node quiet that gave none of the last twelve answers", () => {
    const turn = [read("app-a"), read("app-b"), read("app-c")];
    const without = Array.from({ length: MISSED }, (_, n) => read(n % 2 ? "app-a" : "app-c"));
    expect(quiet(play(...turn, ...turn, ...turn, ...turn))).toEqual([]);
    expect(quiet(play(...turn, ...without.slice(2)))).toEqual([]);
    expect(quiet(play(...turn, ...without))).toEqual(["app-b"]);
  });

  it("calls a node quiet that was dead before the tab was opened", () => {
    const without = Array.from({ length: MISSED }, (_, n) => read(n % 2 ? "app-a" : "app-c"));
    expect(quiet(play(...without))).toEqual(["app-b"]);
  });
});
