import { env } from "../env.ts";
import { sessionMetrics } from "../metrics/metrics.ts";
import { drain } from "../node/drain.ts";
import { log } from "../node/log.ts";
import { nodeName } from "../node/name.ts";
import { replaceable } from "../node/per-process.ts";
import { appPrefix } from "../prefix.ts";
import {
  type AnnouncementProblem,
  type ListedSession,
  type NewSession,
  RedisSessions,
  type RedisSessionsOptions,
  type Session,
  type SessionPolicy,
  type SessionStore,
} from "../session/index.ts";
import type { Role } from "../users/user.ts";
import { type CompanySignIn, type SessionMetadata, sessionMetadata } from "./session-metadata.ts";

/** The data that this app keeps in a session: enough to greet a person without a second look-up. */
export interface SessionData {
  email: string;
  name: string;
  role: Role;
  /**
   * When this person last proved their identity, by a sign-in or later by the password
   * (step-up.ts). It is in ms after the session's beginning, which is a time of Redis's clock. It
   * is below 0 for a person who had been signed in at the provider for a while. Without it, the
   * person has proved nothing. A session that was read by a superseded token doesn't show it
   * (current.ts).
   */
  provenAfter?: number;
  /**
   * The session that this browser had when it signed in, of the same person or of another. It ends
   * once the browser shows the new cookie (replaced.ts).
   */
  replaces?: { user: string; id: string };
  /** The sign-in at the company's provider that began it. */
  company?: CompanySignIn;
}

/** The data that this app keeps for a visitor who has not signed in (guest.ts). */
export interface GuestData {
  /** The node on which the guest began. */
  createdBy: string;
}

export type AppSession = Session<SessionData, SessionMetadata>;
export type ListedAppSession = ListedSession<SessionData, SessionMetadata>;
export type NewAppSession = NewSession<SessionData, SessionMetadata>;

/** This process's session store, the same for every front door. */
export const sessions = replaceable<AppSessions>("sessions", () => openSessions());

/** A store of this app's sessions. */
export type AppSessions = SessionStore<SessionData, SessionMetadata> &
  Partial<Pick<OpenSessions, "ping" | "watch" | "guests">>;

type OpenSessions = RedisSessions<SessionData, SessionMetadata, GuestData>;

/** The policy from this app's settings: how long sessions live, and how many one user may have. */
export function appPolicy(): Partial<SessionPolicy> {
  const { SESSION_IDLE_SECONDS: idle, SESSION_ABSOLUTE_SECONDS: absolute, SESSION_CAP: cap } = env();
  return { idle, absolute, cap };
}

/** Opens the store by this app's settings, and closes it when the node leaves. */
export function openSessions(
  others: Pick<RedisSessionsOptions, "parts" | "announcements"> = {},
): OpenSessions {
  const settings = env();
  const store = new RedisSessions<SessionData, SessionMetadata, GuestData>({
    url: settings.REDIS_URL,
    peppers: settings.SESSION_PEPPERS,
    envelopeKeys: settings.SESSION_ENVELOPE_KEYS,
    policy: appPolicy(),
    guests: {
      idle: settings.SESSION_GUEST_IDLE_SECONDS,
      absolute: settings.SESSION_GUEST_ABSOLUTE_SECONDS,
      perMinute: settings.SESSION_GUESTS_PER_MINUTE,
      most: settings.SESSION_GUESTS,
    },
    writeFormat: settings.SESSION_RECORD_FORMAT,
    reader: settings.SESSION_READER,
    label: nodeName(),
    journalBytes: settings.SESSION_JOURNAL_MB * 2 ** 20,
    prefix: appPrefix,
    metadata: sessionMetadata,
    observer: { ...sessionMetrics(), announcements: (problem) => log().warn(inWords(problem)) },
    ...others,
  });
  drain().onClose(() => store.close());
  return store;
}

function inWords({ verb, channel, error }: AnnouncementProblem): string {
  return (
    `This node can't ${verb} of sessions that were ended: pages that are open elsewhere stay open, and an election could bring ` +
    `such a session back. Allow the app's user the channel \`${channel}\` in redis/users.acl. ${error.message}`
  );
}
