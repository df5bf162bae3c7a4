import { writeServices } from "../services/running.ts";
import { setUpServices } from "../services/set-up.ts";
import type { Beside } from "./own-stack.ts";

/**
 * Adds the services in other languages to what stands beside a test's stack.
 * @param firstPort The first port of their replicas.
 */
export const withServices = (beside: Beside, firstPort: number): Beside => ({
  ...beside,
  settings: { ...beside.settings, SERVICES_PORT: String(firstPort) },
  furnish: async (settings) => writeServices(settings.stateDir, await setUpServices(settings)),
});
