import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import {
  broken,
  fault,
  history,
  list,
  login,
  lost,
  revived,
  signedOut,
  unanswered,
  update,
} from "./testing/histories.ts";

describe("logins", () => {
  it("finds nothing where a session is read until it is logged out", () => {
    const operations = history(
      login,
      { kind: "read", from: 20 },
      { kind: "logout", from: 40 },
      { kind: "read", from: 60, ...signedOut },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("finds a login that is gone for good, once", () => {
    const operations = history(
      login,
      { kind: "read", from: 20 },
      { kind: "read", from: 40, ...signedOut },
      { kind: "count", from: 60, ...signedOut },
    );
    expect(broken(operations)).toEqual([lost]);
  });

  it("finds a session that is called signed out and then accepted", () => {
    const operations = history(login, { kind: "read", from: 20, ...signedOut }, { kind: "read", from: 40 });
    expect(broken(operations)).toEqual([fault]);
  });

  it("takes a refusal during an unanswered logout as what may have happened", () => {
    const operations = history(
      login,
      { kind: "logout", from: 20, ...unanswered },
      { kind: "read", from: 40, ...signedOut },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("takes a session that lives on after an unanswered logout as what may have happened", () => {
    const operations = history(
      login,
      { kind: "logout", from: 20, ...unanswered },
      { kind: "read", from: 40 },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("excuses an end by idleness, and only by idleness", () => {
    const operations = history(login, { kind: "read", from: 5000, ...signedOut });
    expect(broken(operations, { idle: 5000 })).toEqual([]);
    expect(broken(operations, { idle: 6000 })).toEqual([lost]);
  });

  it("excuses an eviction once memory was short", () => {
    const operations = history(login, { kind: "read", from: 5000, ...signedOut });
    expect(broken(operations, { evictionFrom: 4000 })).toEqual([]);
    expect(broken(operations, { evictionFrom: 6000 })).toEqual([lost]);
  });

  it("finds the end of a session whose new cookie was lost on the way: its client has the one before", () => {
    const operations = history(
      login,
      { kind: "rotate", from: 20, ...unanswered },
      { kind: "read", from: 40, ...signedOut },
    );
    expect(broken(operations)).toEqual([lost]);
  });

  it("doesn't excuse a loss by what another user ended", () => {
    const operations = history(
      login,
      { kind: "revoke-all", from: 20, user: "bob", session: "s2", keepsOwn: false },
      { kind: "read", from: 40, ...signedOut },
    );
    expect(broken(operations)).toEqual([lost]);
  });
});

describe("revocations", () => {
  it.each([
    { kind: "logout", from: 20 },
    { kind: "revoke", from: 20, session: "s2", target: "s1" },
    { kind: "revoke-all", from: 20, session: "s2", keepsOwn: true },
  ] as const)("finds a session that is accepted after an acknowledged $kind, on any node", (ended) => {
    const operations = history(login, { ...login, session: "s2" }, ended, {
      kind: "read",
      from: 9000,
      node: "app-c",
    });
    expect(broken(operations)).toEqual([revived]);
  });

  it("allows a request that was under way while its session was ended", () => {
    const operations = history(
      login,
      { kind: "read", from: 25, to: 60 },
      { kind: "logout", from: 20, to: 30 },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("allows the session that signed out everywhere else to go on", () => {
    const operations = history(
      login,
      { kind: "revoke-all", from: 20, keepsOwn: true },
      { kind: "read", from: 40 },
    );
    expect(broken(operations)).toEqual([]);
  });

  it.each([
    { kind: "revoke-all", from: 20, keepsOwn: false },
    { kind: "revoke", from: 20, target: "s1" },
  ] as const)(
    "allows a $kind of its own session to be refused, since a repeated one finds it ended",
    (ended) => {
      const operations = history(
        login,
        { ...ended, ...signedOut },
        { kind: "read", from: 40, ...signedOut },
        { ...login, from: 60, session: "s2" },
        { kind: "list", from: 80, session: "s2", listed: ["s2"] },
      );
      expect(broken(operations)).toEqual([]);
    },
  );

  it.each([
    { kind: "revoke-all", from: 20, keepsOwn: true },
    { kind: "revoke", from: 20, target: "s2" },
  ] as const)("finds a $kind that was refused although it wasn't to end its own session", (refused) => {
    expect(broken(history(login, { ...refused, ...signedOut }))).toEqual([lost]);
  });

  it("allows a login that was under way during a sign-out everywhere to live", () => {
    const operations = history(
      { ...login, to: 40 },
      { ...login, session: "s2" },
      { kind: "revoke-all", from: 20, to: 30, session: "s2", keepsOwn: true },
      { kind: "read", from: 50 },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("allows a sign-out everywhere without an answer to end what began later", () => {
    const operations = history(
      { ...login, session: "s2" },
      { kind: "revoke-all", from: 20, session: "s2", keepsOwn: true, ...unanswered },
      { ...login, from: 40 },
      { kind: "read", from: 60, ...signedOut },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("finds nothing in a session that is accepted after a revocation without an answer", () => {
    const operations = history(
      login,
      { kind: "logout", from: 20, ...unanswered },
      { kind: "read", from: 90 },
    );
    expect(broken(operations)).toEqual([]);
  });
});

describe("revocations that are told that there is nothing to revoke", () => {
  const gone = { kind: "revoke", session: "s2", target: "s1", outcome: "gone", status: 404 } as const;
  const both = [login, { ...login, session: "s2" }] as const;

  it("may have ended the session themselves, at any time from when they were sent", () => {
    const operations = history(
      ...both,
      { ...gone, from: 20, to: 90 },
      { kind: "read", from: 40, ...signedOut },
      { kind: "list", from: 60, session: "s2", listed: ["s2"] },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("don't excuse a session that is accepted after them", () => {
    expect(broken(history(...both, { ...gone, from: 20 }, { kind: "read", from: 40 }))).toEqual([revived]);
  });

  it("don't excuse a session that was lost before them", () => {
    const operations = history(...both, { kind: "read", from: 20, ...signedOut }, { ...gone, from: 40 });
    expect(broken(operations)).toEqual([lost]);
  });
});

describe("updates", () => {
  it("finds a press that a later one doesn't count", () => {
    const operations = history(
      login,
      { kind: "count", from: 20, counter: 1 },
      { kind: "count", from: 40, counter: 1 },
    );
    expect(broken(operations)).toEqual([update, update]);
  });

  it("finds a press that a later read doesn't show", () => {
    const operations = history(
      login,
      { kind: "count", from: 20, counter: 1 },
      { kind: "read", from: 40, counter: 0 },
    );
    expect(broken(operations)).toEqual([update]);
  });

  it("finds a press that counted twice", () => {
    const operations = history(
      login,
      { kind: "count", from: 20, counter: 1 },
      { kind: "read", from: 40, counter: 2 },
    );
    expect(broken(operations)).toEqual([update]);
  });

  it("lets a press without an answer count or not, also later", () => {
    const unsure = { kind: "count", from: 20, ...unanswered } as const;
    const without = { kind: "read", from: 40, counter: 0 } as const;
    const withIt = { kind: "read", from: 60, counter: 1 } as const;
    expect(broken(history(login, unsure, without, withIt))).toEqual([]);
  });

  it("lets a press count whose session ended before it was answered", () => {
    const operations = history(
      login,
      { kind: "count", from: 20, to: 90, ...signedOut },
      { kind: "read", from: 30, to: 40, counter: 1 },
      { kind: "logout", from: 50 },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("lets two presses at once be answered in either order", () => {
    const operations = history(
      login,
      { kind: "count", from: 20, to: 50, counter: 2 },
      { kind: "count", from: 21, to: 60, counter: 1 },
    );
    expect(broken(operations)).toEqual([]);
  });
});

describe("lists", () => {
  it("finds a list that lacks a living session", () => {
    const operations = history(
      login,
      { ...login, session: "s2" },
      { kind: "list", from: 20, listed: ["s1"] },
    );
    expect(broken(operations)).toEqual([list]);
  });

  it("finds a list that shows a dead session", () => {
    const operations = history(
      login,
      { ...login, session: "s2" },
      { kind: "logout", from: 20, session: "s2" },
      { kind: "list", from: 40, listed: ["s1", "s2"] },
    );
    expect(broken(operations)).toEqual([list]);
  });

  it("finds a list that shows a session of nobody", () => {
    expect(broken(history(login, { kind: "list", from: 20, listed: ["s1", "s9"] }))).toEqual([list]);
  });

  it("allows as many unknown sessions as logins went without an answer", () => {
    const unsure: Operation = {
      kind: "login",
      user: "ada",
      from: 5,
      to: 15,
      outcome: "indeterminate",
      status: 503,
    };
    const listed = history(login, { kind: "list", from: 20, listed: ["s1", "s9"] });
    expect(broken([...listed, unsure])).toEqual([]);
  });

  it("allows an unknown session while a login is under way, and not after it", () => {
    const slow = { ...login, session: "s2", from: 15, to: 50 };
    const listed = { kind: "list", listed: ["s1", "s9"] } as const;
    expect(broken(history(login, slow, { ...listed, from: 20 }))).toEqual([]);
    expect(broken(history(login, slow, { ...listed, from: 60 }))).toEqual([list, list]);
  });

  it("allows a session whose end is under way to be shown or not", () => {
    const ending = { kind: "revoke", from: 20, to: 60, target: "s2" } as const;
    const both = [login, { ...login, session: "s2" }, ending] as const;
    expect(broken(history(...both, { kind: "list", from: 30, listed: ["s1"] }))).toEqual([]);
    expect(broken(history(...both, { kind: "list", from: 30, listed: ["s1", "s2"] }))).toEqual([]);
  });
});
