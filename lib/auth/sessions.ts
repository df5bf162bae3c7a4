import { drain } from "../cluster/drain.ts";
import { sessionMetrics } from "../cluster/metrics.ts";
import { nodeName } from "../cluster/node.ts";
import { perProcess } from "../cluster/per-process.ts";
import { revocations } from "../cluster/revocations.ts";
import { type Env, env } from "../env.ts";
import {
  type ListedSession,
  MemorySessions,
  RedisSessions,
  type Session,
  type SessionPolicy,
  type SessionStore,
} from "../session/index.ts";
import type { Role } from "../users/user.ts";
import type { CompanySignIn } from "./company-logout/logouts.ts";
import { ConnectRedisSessions } from "./connect-redis-sessions.ts";

/** What this app keeps in a session: enough to greet a person without a second look-up. */
export interface SessionData {
  email: string;
  name: string;
  role: Role;
  /**
   * When this person last proved to be it, by a sign-in or by the password since (step-up.ts), in ms after the session's beginning,
   * which is a time of Redis's clock: below 0 for somebody whom the provider had known for a while. Without it nothing was proven.
   * A session that was read by a superseded token doesn't show it (current.ts).
   */
  provenAfter?: number;
  /**
   * The session that this browser had when it signed in, in another's place or in its own. It ends once the new cookie is shown
   * (replaced.ts).
   */
  replaces?: { user: string; id: string };
  /** The sign-in at the company's provider that began it. */
  company?: CompanySignIn;
  /** How often this session pressed the counter of the lessons; every press must count. */
  counter?: number;
}

export type AppSession = Session<SessionData>;
export type ListedAppSession = ListedSession<SessionData>;

/** This process's session store, the same for every front door. */
export function sessions(): SessionStore<SessionData> & { ping?(deadline?: number): Promise<void> } {
  return perProcess("sessions", () => {
    const settings = env();
    const policy = {
      idle: settings.SESSION_IDLE_SECONDS,
      absolute: settings.SESSION_ABSOLUTE_SECONDS,
      cap: settings.SESSION_CAP,
    };
    const store = {
      redis: () => redisSessions(settings, policy),
      memory: () => new MemorySessions<SessionData>(policy),
      "connect-redis": () => new ConnectRedisSessions<SessionData>(settings.REDIS_URL, nodeName(), policy),
    }[settings.SESSION_STORE]();
    drain().onClose(() => store.close());
    return store;
  });
}

function redisSessions(settings: Env, policy: Partial<SessionPolicy>): RedisSessions<SessionData> {
  const store = new RedisSessions<SessionData>({
    url: settings.REDIS_URL,
    peppers: settings.SESSION_PEPPERS,
    envelopeKeys: settings.SESSION_ENVELOPE_KEYS,
    policy,
    writeFormat: settings.SESSION_RECORD_FORMAT,
    label: nodeName(),
    journalBytes: settings.SESSION_JOURNAL_MB * 2 ** 20,
    observer: sessionMetrics(),
    onRevoked: (revocation) => revocations().announce(revocation),
    without: settings.UNSTUCK_WITHOUT,
  });
  revocations().onHeard((revocation) => store.learn(revocation));
  return store;
}
