import type { Room } from "../boot.ts";
import type { SessionMetadata } from "../lib/auth/session-metadata.ts";
import { appPolicy, openSessions, type SessionData, sessions } from "../lib/auth/sessions.ts";
import { openCaches } from "../lib/cache/shared.ts";
import { env } from "../lib/env.ts";
import { drain } from "../lib/node/drain.ts";
import { log } from "../lib/node/log.ts";
import { nodeName } from "../lib/node/name.ts";
import { MemorySessions } from "../lib/session/index.ts";
import { openedWithout } from "./ablations.ts";
import { controlEnv } from "./env.ts";
import { ownCaches } from "./own-caches.ts";
import { openPeer, type PeerName } from "./peers/open.ts";

/** The negative controls: they replace or remove the parts that the settings name. */
export const controls: Room = {
  settings: controlEnv,
  begin() {
    const { SESSION_STORE, UNSTUCK_WITHOUT, SHARED_CACHE } = controlEnv();
    if (UNSTUCK_WITHOUT) {
      log().warn(`UNSTUCK_WITHOUT=${UNSTUCK_WITHOUT}: sessions will be lost. For negative controls only.`);
      sessions.replaceWith(() => openSessions(openedWithout(...UNSTUCK_WITHOUT)));
    }
    if (SESSION_STORE !== "redis") {
      log().warn(`SESSION_STORE=${SESSION_STORE}: logins will be lost. For negative controls only.`);
      sessions.replaceWith(() => openOther(SESSION_STORE));
    }
    if (SHARED_CACHE === "off") openCaches.replaceWith(ownCaches);
  },
};

function openOther(kind: "memory" | PeerName) {
  const store =
    kind === "memory"
      ? new MemorySessions<SessionData, SessionMetadata>(appPolicy())
      : openPeer<SessionData, SessionMetadata>(kind, env().REDIS_URL, nodeName(), appPolicy());
  drain().onClose(() => store.close());
  return store;
}
