import type { Felt } from "./phases.ts";
import type { Report } from "./report-contents.ts";
import { number } from "./report-tables.ts";
import type { Result } from "./results.ts";

/** The result in one sentence, which is the first of the report. */
export function headline({ whole, faults, requests, totals }: Report): string {
  const anomalies = totals.reduce((sum, one) => sum + one.anomalies, 0);
  const done = `${number(requests)} requests and ${number(faults)} faults in ${number(whole.length)} campaigns`;
  if (anomalies > 0) {
    const broken = totals.filter((one) => one.anomalies > 0).map(({ promise }) => promise);
    return `${number(anomalies)} anomalies in ${done}. These promises did not hold: ${broken.join("; ")}.`;
  }
  return `No promise was broken in ${done}: no login was lost, none came back after its end, and no fault signed anybody out.`;
}

/** Why a report without anomalies has requests that failed. */
export const whySomeFail =
  "Faults marked with (some requests must fail) take away more than the site can do without: both replicas, a node's way to Redis, or the node " +
  "that holds a request at that moment. When a node dies with a write, nobody can tell whether the write was carried out. nginx therefore doesn't send it " +
  "to another node, and answers 503. The checker counts such an answer as honest, and checks that it lost nothing.";

/** What a person on the site would have noticed, in a sentence for each state of the site. */
export const experience = ({ altogether: { whole, served, unserved } }: Report) => [
  said("With nothing broken", whole),
  said("While something was broken that a person isn't to notice, but for a wait,", served),
  said("While more was broken than that,", unserved),
];

function said(when: string, { requests, failed, dropped, reads, writes }: Felt): string {
  if (requests === 0) return `${when} no request came.`;
  const unsent =
    dropped > 0 ? ` (and ${number(dropped)} more weren't sent, since too many were waiting)` : "";
  return (
    `${when} ${number(failed)} of ${number(requests)} requests failed${unsent}. Half of the reads took at most ${ms(reads.p50)}, ` +
    `99 of 100 at most ${ms(reads.p99)}; 99 of 100 writes took at most ${ms(writes.p99)}, and the longest ${ms(writes.max)}.`
  );
}

const ms = (value: number) => `${number(Math.round(value))} ms`;

/** What was done. */
export const intro = ({ whole, requests, faults }: Report) =>
  `${number(whole.length)} campaigns, ${number(faults)} faults, ${number(requests)} requests. Each campaign ran the whole site: ` +
  "nginx, three nodes, three Sentinels and three Redis nodes. Requests came through nginx in every way the site can be used while parts " +
  "were killed, frozen, cut off and slowed down in an order that the seed decides. They came on a schedule, whether or not the ones before " +
  "had been answered, and a request's time counts from when it was due: a site that stands still is not measured less often. " +
  `${waiting(whole)}A checker that knows nothing of how the site works then judged what had been seen. A login, a rotation, a revocation and a ` +
  "step-up that went without an answer may have happened or not: it was sent again, as a person does, and the checker allows both.";

function waiting(results: readonly Result[]): string {
  const count = results.filter(({ offered }) => !offered).length;
  if (count === 0) return "";
  return `In ${number(count)} of them clients waited for each answer instead, so their times say less than a person would have felt. `;
}

/** What it ran on and with. */
export const circumstances = ({ date, versions, whole }: Report) => {
  const rates = [...new Set(whole.flatMap(({ offered }) => (offered ? [offered.rate] : [])))];
  const seeds = whole.map(({ seed }) => seed).join(", ");
  return `${date}; ${versions}; offered: ${rates.join(" or ") || "no fixed number of"} requests per second; seeds: ${seeds}.`;
};

/** How anybody does it again. */
export const repeat =
  "Repeat it with `npm run proof -- --seed N --minutes M --rate R`: the same seed does the same things.";
