import { temporarySecrets } from "../secrets.ts";
import { readEnvironment } from "../settings.ts";

/**
 * The settings with which a test command's own stack has the demo's accounts, which its tests sign
 * in to. Without them, .env may leave the demo out.
 */
export const demoSettings = (): Record<string, string> => ({
  DEMO_MODE: "on",
  DEMO_PASSWORD: readEnvironment().DEMO_PASSWORD ?? temporarySecrets().DEMO_PASSWORD,
});
