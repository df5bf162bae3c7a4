import { expect, it } from "vitest";
import type { Held } from "./client.ts";
import type { Outcome } from "./history.ts";
import { Person } from "./person.ts";
import { Random } from "./random.ts";

const session = (id: string): Held => ({ id, user: "ada", cookie: `unstuck=${id}` });

async function personWith(...ids: string[]) {
  const person = new Person({ email: "ada", password: "" });
  for (const id of ids) await person.begin(async () => session(id));
  return { person, ids: () => person.living.map(({ id }) => id) };
}

it.each(["ok", "gone"] as const)(
  "buries a session whose end was answered with %s, and shows it as a ghost",
  async (said) => {
    const { person, ids } = await personWith("s1", "s2");
    await person.end(person.living.slice(0, 1), async () => said);
    expect(ids()).toEqual(["s2"]);
    expect(person.ghost(new Random(1))?.id).toBe("s1");
    expect(person.known.map(({ id }) => id).sort()).toEqual(["s1", "s2"]);
  },
);

it.each(["indeterminate", "failed", "signed-out", "superseded"] as const)(
  "goes on using a session of whose end nothing is known: %s",
  async (said) => {
    const { person, ids } = await personWith("s1");
    await person.end(person.living, async () => said);
    expect(ids()).toEqual(["s1"]);
  },
);

it("uses no session that somebody is about to end, and watches it", async () => {
  const { person, ids } = await personWith("s1", "s2");
  const [held = session("none")] = person.living;
  let answer: (outcome: Outcome) => void = () => {};
  const ending = person.end(
    person.living.slice(0, 1),
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  expect(ids()).toEqual(["s2"]);
  expect(person.ghost(new Random(1))?.id).toBe("s1");
  // That end may be the reason of the refusal. The answer to the end decides.
  person.refused(held);
  answer("indeterminate");
  await ending;
  expect(ids().sort()).toEqual(["s1", "s2"]);
});

it("uses a session again only once each of its ends was answered", async () => {
  const { person, ids } = await personWith("s1");
  const which = person.living;
  const answers: ((outcome: Outcome) => void)[] = [];
  const end = () => person.end(which, () => new Promise((resolve) => answers.push(resolve)));
  const [first, second] = [end(), end()];
  answers[0]?.("indeterminate");
  await first;
  expect(ids()).toEqual([]);
  answers[1]?.("failed");
  await second;
  expect(ids()).toEqual(["s1"]);
});

it("buries a session once one of two ends is acknowledged, whatever the other says", async () => {
  const { person, ids } = await personWith("s1");
  const which = person.living;
  const lost = person.end(which, async () => "indeterminate");
  await person.end(which, async () => "ok");
  await lost;
  expect(ids()).toEqual([]);
  expect(person.known).toHaveLength(1);
});

it("begins nothing by a login without an answer", async () => {
  const { person, ids } = await personWith();
  await person.begin(async () => undefined);
  expect(ids()).toEqual([]);
  expect(person.expected).toBe(0);
});
