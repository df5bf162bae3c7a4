import { type KindName, kindNames, kinds } from "./kinds.ts";
import type { Target } from "./send.ts";

/** The strangers' instructions, which they get when they are started. */
export interface Orders {
  readonly addresses: readonly string[];
  readonly target: Omit<Target, "from">;
}

/**
 * How many requests of each kind the strangers began, and their outcomes: the number of answers of
 * each status, or of breaks.
 */
export type Came = Readonly<Record<KindName, { begun: number; outcomes: Record<string, number> }>>;

/*
 * The strangers have a process of their own, so that the person's answers don't wait for them and
 * only the site's time is measured. They begin their requests on a schedule, whether or not the
 * ones before were answered.
 */
process.once("message", (orders: Orders) => {
  const came = Object.fromEntries(kindNames.map((name) => [name, { begun: 0, outcomes: {} }])) as Came;
  const began = performance.now();
  const beginOne = (name: KindName) => {
    const count = came[name];
    const from = orders.addresses[count.begun % orders.addresses.length] ?? "";
    count.begun += 1;
    kinds[name].begin(
      { ...orders.target, from },
      (what) => {
        count.outcomes[what] = (count.outcomes[what] ?? 0) + 1;
      },
      count.begun,
    );
  };
  // The number of due requests counts from the beginning, so a turn that comes late makes up for
  // it.
  const timer = setInterval(() => {
    const seconds = (performance.now() - began) / 1000;
    for (const name of kindNames) {
      const due = Math.floor(seconds * kinds[name].perSecond * orders.addresses.length);
      while (came[name].begun < due) beginOne(name);
    }
  }, 20);
  process.once("message", () => {
    clearInterval(timer);
    process.send?.(came, () => process.exit(0));
  });
});
