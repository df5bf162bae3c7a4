import { temporarySecrets } from "../secrets.ts";
import { readEnvironment } from "../settings.ts";

/**
 * What a stack of a test command's own needs to have the demo's accounts, which its tests sign in
 * to: .env may leave the demo out.
 */
export const demoSettings = (): Record<string, string> => ({
  DEMO_MODE: "on",
  DEMO_PASSWORD: readEnvironment().DEMO_PASSWORD ?? temporarySecrets().DEMO_PASSWORD,
});
