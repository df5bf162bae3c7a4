import type { Operation, Promised } from "../history.ts";
import { listDiffers } from "./list-differs.ts";
import { livesOf } from "./lives.ts";
import { loginLost, signedOutByFault } from "./login-lost.ts";
import { revokedAccepted } from "./revoked-accepted.ts";
import { tokenLost } from "./token-lost.ts";
import { updateLost } from "./update-lost.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Judges a history. The checker knows the site's promises and the clients' observations, and
 * nothing of how the site works: anyone could have written the history.
 */
export function check(history: readonly Operation[], promised: Promised): Verdict[] {
  const lives = livesOf(history);
  return [
    loginLost(lives.values(), promised),
    revokedAccepted(lives.values()),
    updateLost(lives.values()),
    listDiffers(history, lives, promised),
    signedOutByFault(lives.values(), promised),
    tokenLost(lives.values()),
  ];
}
