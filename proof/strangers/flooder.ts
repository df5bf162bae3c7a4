import { type KindName, kindNames, kinds } from "./kinds.ts";
import type { Target } from "./send.ts";

/** What the strangers are told when they are started. */
export interface Orders {
  readonly addresses: readonly string[];
  readonly target: Omit<Target, "from">;
}

/** How many requests of each kind were begun, and what came of them: how many answers of each status, or breaks. */
export type Came = Readonly<Record<KindName, { begun: number; outcomes: Record<string, number> }>>;

/*
 * The strangers, in a process of their own, so that the person's answers don't wait for them: only the site's time is measured. They begin
 * their requests on a schedule, whether or not the ones before were answered.
 */
process.once("message", (orders: Orders) => {
  const came = Object.fromEntries(kindNames.map((name) => [name, { begun: 0, outcomes: {} }])) as Came;
  const timers = orders.addresses.flatMap((from) =>
    kindNames.map((name) => {
      const { perSecond, begin } = kinds[name];
      const { outcomes } = came[name];
      const outcome = (what: string) => {
        outcomes[what] = (outcomes[what] ?? 0) + 1;
      };
      return setInterval(() => {
        came[name].begun += 1;
        begin({ ...orders.target, from }, outcome, came[name].begun);
      }, 1000 / perSecond);
    }),
  );
  process.once("message", () => {
    for (const timer of timers) clearInterval(timer);
    process.send?.(came, () => process.exit(0));
  });
});
