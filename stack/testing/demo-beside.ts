import { ScratchRedis } from "../control/scratch.ts";
import { openControl } from "../control.ts";
import { demoSettings } from "./demo-settings.ts";
import type { Beside } from "./own-stack.ts";

/** The demo's accounts, and the control that its buttons ask. */
export const demoBeside = (): Beside => ({
  settings: demoSettings(),
  tidy: (settings) => new ScratchRedis(settings).close(),
  open: (stack, settings) => openControl(stack, settings),
});
