import { z } from "zod";
import { address, choice, secret, text } from "../lib/env/kinds.ts";
import { defineSettings } from "../lib/env/settings.ts";

const schema = z
  .object({
    DEMO_MODE: choice(
      "DEMO_MODE",
      ["on", "off"],
      'DEMO_MODE must be "on", where everybody may break the stack and sign in as the demo user by one click, or "off".',
    ).default("off"),
    DEMO_PASSWORD: secret(
      "DEMO_PASSWORD",
      12,
      "DEMO_PASSWORD needs at least 12 characters. There are demo accounts only with DEMO_MODE=on.",
    ).optional(),
    DEMO_PASSWORD_COMMAND: text("DEMO_PASSWORD_COMMAND").default("grep DEMO_PASSWORD .env"),
    RUNS_AS: choice(
      "RUNS_AS",
      ["processes", "containers"],
      'RUNS_AS must be "processes" or "containers": it decides whose commands the pages show.',
    ).default("processes"),
    CONTROL_URL: address(
      "CONTROL_URL",
      "path",
      "the address of the stack runner's control, which the runner gives to its nodes",
    ).optional(),
    CONTROL_SECRET: secret("CONTROL_SECRET", 32, "CONTROL_SECRET needs at least 32 characters.").optional(),
  })
  .superRefine(({ DEMO_MODE, DEMO_PASSWORD }, context) => {
    if (DEMO_MODE !== "on" || DEMO_PASSWORD) return;
    context.addIssue({
      code: "custom",
      path: ["DEMO_PASSWORD"],
      message: "DEMO_PASSWORD is missing. DEMO_MODE=on needs the demo accounts; set it, or DEMO_MODE=off.",
    });
  });

/** The demo's settings. */
export const demoEnv = defineSettings(schema, {
  DEMO_MODE:
    "`on` lets everyone break the stack and sign in as the demo user with one click. The runner sets `on` where this machine alone reaches the site.",
  DEMO_PASSWORD:
    "Password of `user@example.com` and `operator@example.com`, the demo accounts. Empty in `.env`: no demo.",
  DEMO_PASSWORD_COMMAND: "The command that the login page shows for reading the demo's password.",
  RUNS_AS: "`processes` or `containers`: whose commands the pages show.",
  CONTROL_URL:
    "Where the stack runner takes requests to break something. Without it the buttons show the commands.",
  CONTROL_SECRET: "The secret that the runner's control asks for. The runner makes a new one at each start.",
});
