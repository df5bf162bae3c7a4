import { expect, test } from "vitest";
import { accepted, login, openStore } from "../lib/session/testing/stores.ts";
import { type Ablation, without } from "./ablations.ts";

test("control: where records answer by themselves, signing out everywhere ends nothing", async () => {
  const ended = async (...ablations: readonly Ablation[]) => {
    const store = openStore("standalone", { parts: without(...ablations) });
    const { token, session } = await store.create(login());
    // Read before the revocation: a connection that is new afterwards would get the revocation
    // again by the journal, which deletes records.
    expect(await accepted(store, [token]), "a login in use").toEqual([true]);
    await store.revokeAll(session.user);
    return accepted(store, [token]);
  };
  expect(await ended()).toEqual([false]);
  expect(await ended("index")).toEqual([true]);
});
