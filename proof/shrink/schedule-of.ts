import type { Campaign } from "../campaign.ts";
import type { Operation } from "../history.ts";
import type { FaultStep, RequestStep, Step } from "./schedule.ts";

type Asked = Operation & { readonly kind: RequestStep["does"] };

/**
 * A campaign as a schedule, up to a moment. Requests that the client sends by itself are no steps:
 * the one that gives the password, and repetitions.
 * @returns The steps, and their name for each session.
 */
export function scheduleOf(
  { history, marks }: Pick<Campaign, "history" | "marks">,
  until: number,
): { steps: Step[]; names: ReadonlyMap<string, string> } {
  const names = new Map<string, string>();
  let unknown = 0;
  const nameOf = (session: string | undefined): string => {
    if (session === undefined) {
      unknown += 1;
      return `unknown-${unknown}`;
    }
    const name = names.get(session) ?? `s${names.size + 1}`;
    names.set(session, name);
    return name;
  };
  const requests = history.filter(isAsked).map(
    ({ kind, user, session, target, keepsOwn, ...sent }): RequestStep => ({
      at: sent.due ?? sent.from,
      does: kind,
      ...(kind === "login" ? { user } : {}),
      session: nameOf(session),
      ...(target === undefined ? {} : { target: nameOf(target) }),
      ...(keepsOwn === undefined ? {} : { keepsOwn }),
    }),
  );
  const faults = marks.flatMap(({ fault, seed, from }): FaultStep[] =>
    seed === undefined ? [] : [{ at: from, fault, seed }],
  );
  const steps = [...requests, ...faults].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
  return { steps, names };
}

/** A repeated login counts at the repetition that began its session. */
const isAsked = (operation: Operation): operation is Asked =>
  operation.kind !== "step-up" &&
  (operation.again === undefined || (operation.kind === "login" && operation.outcome === "ok"));
