import { z } from "zod";
import { choice, choices } from "../lib/env/kinds.ts";
import { defineSettings } from "../lib/env/settings.ts";
import { ablationNames } from "./ablations.ts";
import { peerNames } from "./peers/open.ts";

/** The settings that tell the negative controls what to replace or remove. */
export const controlEnv = defineSettings(
  z.object({
    SESSION_STORE: choice(
      "SESSION_STORE",
      ["redis", "memory", ...peerNames],
      `SESSION_STORE must be "redis", or one of memory, ${peerNames.join(", ")} in the negative controls of the tests.`,
    ).default("redis"),
    SHARED_CACHE: choice(
      "SHARED_CACHE",
      ["on", "off"],
      'SHARED_CACHE must be "on", or "off" in the negative control of the tests.',
    ).default("on"),
    UNSTUCK_WITHOUT: choices(
      "UNSTUCK_WITHOUT",
      ablationNames,
      `UNSTUCK_WITHOUT takes away one or more of ${ablationNames.join(", ")}, in the negative controls of the fault campaign only.`,
    ).optional(),
  }),
  {
    SESSION_STORE: "The store that keeps the sessions: `redis`, or a weaker one in a control.",
    SHARED_CACHE: "`off` lets each node cache alone.",
    UNSTUCK_WITHOUT: "Mechanisms of the store to take away, separated by commas.",
  },
);
