import type { Report } from "./report.ts";
import { number } from "./report-tables.ts";

/** What was done, before any figures. */
export const intro = ({ whole, requests, faults }: Report) =>
  `${number(whole.length)} campaigns, ${number(faults)} faults, ${number(requests)} requests. Each campaign ran the whole site: ` +
  "nginx, three nodes, three Sentinels and three Redis nodes. Clients used it through nginx in every way it can be used while parts " +
  "were killed, frozen, cut off and slowed down in an order that the seed decides. A checker that knows nothing of how the site works then " +
  "judged what the clients had seen. A write that went without an answer may have happened or not; the checker allows both.";

/** How anybody does it again. */
export const repeat =
  "Repeat it with `npm run proof -- --seed N --minutes M --clients C` (C for each of two accounts): the same seed does the same things.";
