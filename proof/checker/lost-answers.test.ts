import { describe, expect, it } from "vitest";
import type { Operation } from "../history.ts";
import {
  broken,
  history,
  list,
  login,
  lost,
  revived,
  signedOut,
  token,
  unanswered,
} from "./testing/histories.ts";

describe("what has to be done again since its answer was lost", () => {
  const again = { again: 1 } as const;
  const both = [login, { ...login, session: "s2" }] as const;

  it("is a login that may have begun a session beside the second one's", () => {
    const lost: Operation = {
      ...{ kind: "login", user: "ada", from: 20, to: 30 },
      ...unanswered,
    };
    const second = history({ ...login, session: "s2", from: 40, ...again });
    const lists = (...listed: string[]) => history({ kind: "list", session: "s2", from: 60, listed });
    expect(broken([lost, ...second, ...lists("s2")])).toEqual([]);
    expect(broken([lost, ...second, ...lists("s2", "s9")])).toEqual([]);
    expect(broken([lost, ...second, ...lists("s2", "s8", "s9")])).toEqual([list]);
  });

  it.each([
    { kind: "revoke", from: 80, target: "s9" },
    { kind: "revoke", from: 80, target: "s9", outcome: "gone", status: 404 },
    { kind: "revoke-all", from: 80, keepsOwn: true },
    { kind: "step-up", from: 80, target: "s9" },
  ] as const)("is no excuse for a session that a list showed and that a $kind has ended since", (ended) => {
    const lost: Operation = { kind: "login", user: "ada", from: 5, to: 15, ...unanswered };
    const shown = { kind: "list", listed: ["s1", "s9"] } as const;
    const until = history(login, { ...shown, from: 60 }, ended);
    expect(broken([lost, ...until, ...history({ ...shown, from: 85 })])).toEqual([]);
    expect(broken([lost, ...until, ...history({ ...shown, from: 95 })])).toEqual([list]);
  });

  it("is a logout that may have ended the session, which the second then doesn't find", () => {
    const operations = history(
      login,
      { kind: "logout", from: 20, ...unanswered },
      { kind: "logout", from: 40, ...again },
    );
    expect(broken([...operations, ...history({ kind: "read", from: 60, ...signedOut })])).toEqual([]);
    expect(broken([...operations, ...history({ kind: "read", from: 60 })])).toEqual([revived]);
  });

  it("is a revocation that the second finds done, and its session dead from then on", () => {
    const revoke = { kind: "revoke", session: "s2", target: "s1" } as const;
    const operations = history(
      ...both,
      { ...revoke, from: 20, ...unanswered },
      { ...revoke, from: 40, ...again, outcome: "gone", status: 404 },
    );
    const read = { kind: "read", from: 60 } as const;
    expect(broken([...operations, ...history({ ...read, ...signedOut })])).toEqual([]);
    expect(broken([...operations, ...history(read)])).toEqual([revived]);
  });

  it("is a sign-out everywhere that may have ended what asks again, and doesn't excuse what can't have been its doing", () => {
    const everywhere = { kind: "revoke-all", keepsOwn: false } as const;
    const second = { ...everywhere, from: 40, ...again, ...signedOut } as const;
    expect(broken(history(login, { ...everywhere, from: 20, ...unanswered }, second))).toEqual([]);
    const elsewhere = { kind: "revoke-all", from: 20, keepsOwn: true } as const;
    expect(
      broken(
        history(login, { ...elsewhere, ...unanswered }, { ...elsewhere, ...again, from: 40, ...signedOut }),
      ),
    ).toEqual([lost]);
  });

  it("is a rotation whose token the second gets", () => {
    const operations = history(
      login,
      { kind: "rotate", from: 20, ...unanswered },
      { kind: "rotate", from: 40, ...again },
      { kind: "read", from: 60 },
    );
    expect(broken(operations)).toEqual([]);
  });

  it("is a rotation whose token nobody got: the second isn't to be told that another request has it", () => {
    const refused = { kind: "rotate", from: 40, ...again, outcome: "superseded", status: 409 } as const;
    const alone = history(login, { kind: "rotate", from: 20, ...unanswered }, refused);
    expect(broken(alone)).toEqual([token]);
    const withTab = history(login, { kind: "rotate", from: 20 }, refused);
    expect(broken(withTab)).toEqual([]);
  });

  it("is a step-up that may have ended another session, and has given the next token or not", () => {
    const step = { kind: "step-up", session: "s1", target: "s2" } as const;
    const unsure = history(...both, { ...step, from: 20, ...unanswered });
    const read = (session: string, how: object) => history({ kind: "read", from: 60, session, ...how });
    expect(broken([...unsure, ...read("s2", signedOut), ...read("s1", {})])).toEqual([]);
    expect(broken([...unsure, ...read("s2", {}), ...read("s1", {})])).toEqual([]);
    expect(broken([...unsure, ...read("s1", signedOut)]), "it has its token still").toEqual([lost]);
    const done = [...unsure, ...history({ ...step, from: 40, ...again })];
    expect(broken([...done, ...read("s2", {})])).toEqual([revived]);
  });

  it("is a step-up for all others that may have ended them, and not the one that asks", () => {
    const step = { kind: "step-up", session: "s1", keepsOwn: true, from: 20, ...unanswered } as const;
    const read = (session: string) => history({ kind: "read", from: 60, session, ...signedOut });
    expect(broken([...history(...both, step), ...read("s2")])).toEqual([]);
    expect(broken([...history(...both, step), ...read("s1")])).toEqual([lost]);
  });
});

describe("answers that say that nothing was changed", () => {
  it("are no excuse for a session that is lost", () => {
    const superseded = { outcome: "superseded", status: 409 } as const;
    const tab = { kind: "rotate", from: 5 } as const;
    const read = { kind: "read", from: 60, session: "s2", ...signedOut } as const;
    const both = [login, { ...login, session: "s2" }, tab] as const;
    expect(
      broken(history(...both, { kind: "step-up", from: 20, target: "s2", ...superseded }, read)),
    ).toEqual([lost]);
    // The request was refused although it was to keep its own session. That is a loss by itself.
    expect(
      broken(history(...both, { kind: "revoke-all", from: 20, keepsOwn: true, ...signedOut }, read)),
    ).toEqual([lost, lost]);
  });
});

describe("answers that only a living session gets", () => {
  it.each([
    { kind: "revoke", target: "s3", outcome: "gone", status: 404 },
    { kind: "rotate", outcome: "superseded", status: 409 },
  ] as const)("finds a $kind that was answered $status after the end", (answered) => {
    const tab = { kind: "rotate", from: 5 } as const;
    const operations = history(login, tab, { kind: "logout", from: 20 }, { ...answered, from: 40 });
    expect(broken(operations)).toEqual([revived]);
  });
});
