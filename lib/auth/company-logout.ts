import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import { CompanyLogouts } from "./company-logout/logouts.ts";

/** What this process knows of logouts at the company's provider; Redis has it for all nodes. */
export const companyLogouts = (): CompanyLogouts =>
  perProcess("company-logouts", () => new CompanyLogouts(dataRedis(), env().SESSION_ABSOLUTE_SECONDS));
