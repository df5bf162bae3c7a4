import { env } from "../env.ts";
import { dataRedis } from "../node/data-redis.ts";
import { perProcess } from "../node/per-process.ts";
import { CompanyLogouts } from "./company-logout/logouts.ts";

/**
 * This process's access to the logouts at the company's provider. Redis keeps them for all nodes.
 */
export const companyLogouts = (): CompanyLogouts =>
  perProcess("company-logouts", () => new CompanyLogouts(dataRedis(), env().SESSION_ABSOLUTE_SECONDS));
