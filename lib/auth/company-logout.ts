import { env } from "../env.ts";
import { dataRedis } from "../node/data-redis.ts";
import { perProcess } from "../node/per-process.ts";
import { CompanyLogouts } from "./company-logout/logouts.ts";

/** What this process knows of logouts at the company's provider; Redis has it for all nodes. */
export const companyLogouts = (): CompanyLogouts =>
  perProcess("company-logouts", () => new CompanyLogouts(dataRedis(), env().SESSION_ABSOLUTE_SECONDS));
