import { replaceable } from "../node/per-process.ts";
import type { AppSession } from "./sessions.ts";

/**
 * Whether this site accepts a session that the store has: a seam for accounts that were switched
 * off. It makes no round trip, because it runs with every request.
 */
export const admits = replaceable<(session: AppSession) => boolean>("admission", () => () => true);
