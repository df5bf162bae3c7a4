import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../stack/settings.ts";

const read = (file: string) => readFile(path.join(root, file), "utf8");
const page = await read("docs/runbooks.md");

interface Alert {
  readonly alert: string;
  readonly annotations: Readonly<Record<string, string>>;
}
const { groups } = parse(await read("observability/alerts.yml")) as { groups: { rules: Alert[] }[] };
const alerts = groups.flatMap(({ rules }) => rules);

/** Each section by its anchor, as GitHub makes it from the heading. */
const runbooks = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [title = ""] = section.split("\n");
      return [
        title
          .toLowerCase()
          .replaceAll(/[^\w -]/g, "")
          .replaceAll(" ", "-"),
        section,
      ] as const;
    }),
);
const steps = ["What users see", "Confirm", "Likely causes, in order", "What to do", "Over when"];
const missingIn = (section: string) => steps.filter((step) => !section.includes(`- **${step}**:`));

it.each(alerts)("the alert $alert names a runbook that is there", ({ annotations }) => {
  const [, anchor = ""] = /^docs\/runbooks\.md#(.*)$/.exec(annotations.runbook ?? "") ?? [];
  expect([...runbooks.keys()]).toContain(anchor);
});

it.each([...runbooks])(
  "%s says what users see, what confirms it, its causes, what to do, and when it is over",
  (_, section) => {
    expect(missingIn(section)).toEqual([]);
  },
);

it("a runbook without its end is found (the control)", () => {
  expect(missingIn("- **What users see**: a\n- **Confirm**: b")).toEqual(steps.slice(2));
});

it("every verb that the runbooks use is one of the runner's", async () => {
  const sources = await Promise.all(
    ["common", "fault", "deploy", "backup"].map((name) => read(`stack/cli/${name}-verbs.ts`)),
  );
  const verbs = new Set(
    [...sources.join("\n").matchAll(/(?:\.command|program\.verb)\(\s*"([\w-]+)/g)].map(([, verb]) => verb),
  );
  expect(verbs.size).toBeGreaterThan(15);
  const used = [...page.matchAll(/npm run stack -- ([\w-]+)/g)].map(([, verb]) => verb);
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((verb) => !verbs.has(verb))).toEqual([]);
});

it("every metric that the runbooks name is counted somewhere", async () => {
  const files = ["metrics", "redis-metrics", "request-metrics", "upkeep-metrics"].map((name) =>
    read(`lib/metrics/${name}.ts`),
  );
  const counted = (await Promise.all([...files, read("lib/auth/throttle.ts")])).join("\n");
  const named = [...new Set([...page.matchAll(/\bunstuck_\w+/g)].map(([name]) => name))];
  expect(
    named.filter(
      (name) =>
        !counted.includes(`"${name}"`) && !counted.includes(`"${name.replace("unstuck_redis_", "")}"`),
    ),
  ).toEqual([]);
});
