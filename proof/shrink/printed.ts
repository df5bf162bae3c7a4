import type { Schedule, Step } from "./schedule.ts";
import { isFault } from "./schedule.ts";

/** A schedule as a module, which becomes a test in `proof/schedules/`. */
export function printed({ promise, without, steps }: Schedule, found: string): string {
  const lines = [
    'import type { Schedule } from "../shrink/schedule.ts";',
    "",
    `/** ${found} */`,
    "export const schedule: Schedule = {",
    `  promise: ${JSON.stringify(promise)},`,
    ...(without ? [`  without: ${JSON.stringify(without)},`] : []),
    "  steps: [",
    ...steps.map((step) => `    { ${fields(step).join(", ")} },`),
    "  ],",
    "};",
    "",
  ];
  return lines.join("\n");
}

/** One step in a line, in the order in which people read it. */
function fields(step: Step): string[] {
  const { at, ...rest } = step;
  const order = isFault(step) ? ["fault", "seed"] : ["session", "does", "user", "target", "keepsOwn"];
  const values = rest as Readonly<Record<string, unknown>>;
  return [
    `at: ${at}`,
    ...order.flatMap((name) =>
      values[name] === undefined ? [] : [`${name}: ${JSON.stringify(values[name])}`],
    ),
  ];
}
