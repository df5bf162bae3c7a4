import createMDX from "@next/mdx";
import type { NextConfig } from "next";
import { codeOf } from "../app/(demo)/lessons/code.ts";

const mdx = createMDX();

/** The files that the lessons name. A glob would read parentheses and brackets as signs. */
const shown = Object.values(codeOf).flatMap((files) =>
  files.map(({ path }) => `./${path.replace(/[()[\]]/g, "?")}`),
);

/**
 * Adds to the build what the demo needs: the lessons' texts and the files that they name, the
 * scripts of the controls, and the report that /proof shows.
 */
export function withDemo(config: NextConfig): NextConfig {
  const traced = config.outputFileTracingIncludes ?? {};
  return mdx({
    ...config,
    outputFileTracingIncludes: {
      ...traced,
      "/**": [...(traced["/**"] ?? []), "./controls/**/*.lua"],
      "/proof": ["./proof/report/index.html"],
      "/lessons/code/**": [...new Set(shown)],
    },
  });
}
