import { replaceable } from "../node/per-process.ts";
import type { AppSession } from "./sessions.ts";

/**
 * Whether this site takes a session that the store has: a seam for accounts that were switched off.
 * It asks nobody, as it is asked with every request.
 */
export const admits = replaceable<(session: AppSession) => boolean>("admission", () => () => true);
