import { log } from "../../node/log.ts";
import { userDatabase } from "../../users/users.ts";
import { LinkedAccounts } from "../adapter/linked-accounts.ts";
import { companyLogouts } from "../company-logout.ts";
import { sessions } from "../sessions.ts";
import { checkLogoutToken } from "./logout-token.ts";
import { endCompanySessions } from "./sessions.ts";

export type Done =
  | { status: "ended"; count: number }
  | { status: "refused"; why: string }
  | { status: "unreachable" };

/**
 * Ends the sessions that a logout token names, and accepts the token afterwards, so that the
 * provider can send it again if an outage interrupts the work. 2 round trips beside those of
 * {@link endCompanySessions}.
 * @throws {RedisUnavailable} Then the provider must send it again.
 */
export async function endByLogoutToken(token: string): Promise<Done> {
  const logouts = companyLogouts();
  const checked = await checkLogoutToken(token, logouts);
  if (checked.status === "refused") log().warn(`A logout token is refused: ${checked.why}.`);
  if (checked.status !== "valid") return checked;
  const parts = { sessions: sessions(), accounts: new LinkedAccounts(userDatabase()), logouts };
  const count = await endCompanySessions(parts, checked.logout);
  if (!(await logouts.accept(checked.jti))) return { status: "refused", why: "it was accepted before" };
  log().info(`The identity provider ended ${count === 1 ? "1 session" : `${count} sessions`}.`);
  return { status: "ended", count };
}
