import { hastened, isFault, isRequest, type RequestStep, type Step } from "./schedule.ts";

/** Milliseconds between steps if no fault needs its time. */
const quick = 200;

/**
 * Parts of a schedule that may well show an anomaly of one session, the shortest first. The last
 * part is the whole schedule.
 */
export function guesses(steps: readonly Step[], session: string | undefined): Step[][] {
  const last = steps.findLast(isFault);
  const only = (chosen: readonly RequestStep[], isKept: (fault: Step) => boolean) => {
    const requests = new Set<Step>(chosen);
    return steps.filter((step) => (isFault(step) ? isKept(step) : requests.has(step)));
  };
  const [none, theLast, all] = [() => false, (fault: Step) => fault === last, () => true];
  const requests = steps.filter(isRequest);
  const own = session === undefined ? requests : about(session, requests);
  return [
    hastened(only(own, none), quick),
    ...(last ? [only(own, theLast), only(own, all), only(requests, theLast)] : []),
    [...steps],
  ];
}

/** A session's requests and those that may have ended it, with the logins that both rest on. */
function about(session: string, requests: readonly RequestStep[]): RequestStep[] {
  const logins = new Map(
    requests.flatMap((step) => (step.does === "login" ? [[step.session, step.user] as const] : [])),
  );
  const user = logins.get(session);
  const concerns = requests.filter(
    (step) =>
      step.session === session ||
      step.target === session ||
      (step.does === "revoke-all" && logins.get(step.session) === user),
  );
  const needed = new Set(concerns.flatMap((step) => [step.session, step.target ?? session]));
  return requests.filter(
    (step) => concerns.includes(step) || (step.does === "login" && needed.has(step.session)),
  );
}
