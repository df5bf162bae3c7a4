import { type SessionMetadata, sessionMetadata } from "../../lib/auth/session-metadata.ts";
import type { SessionData } from "../../lib/auth/sessions.ts";
import { RedisSessions } from "../../lib/session/index.ts";

const key = "k".repeat(43);

/** The keys that a service has to have in common with the app. */
export const sharedKeys = {
  SESSION_SEAL_KEYS: key,
  SESSION_PEPPERS: key,
  SESSION_ENVELOPE_KEYS: key,
  DEMO_PASSWORD: "correct horse battery",
};

/** The app as a service's tests need it: its store, and the cookie that it gives a browser. */
export class AppLogins {
  readonly sessions: RedisSessions<SessionData, SessionMetadata>;

  /** @param url The URL of Redis, as the app's user. */
  constructor(url: string) {
    const keys = { peppers: [key], envelopeKeys: [key] };
    this.sessions = new RedisSessions({ metadata: sessionMetadata, url, ...keys });
  }

  /** Logs in as the app does, and gives the browser's cookie. */
  async signedIn(user: string, name = "Demo User") {
    // The module reads the settings, which a test sets after its imports.
    const { sealToken } = await import("../../lib/auth/iron.ts");
    const data: SessionData = { email: `${user}@example.com`, name, role: "user" };
    const device = { browser: "Firefox 140", system: "Linux" };
    const metadata: SessionMetadata = { createdBy: "app-a", signInMethod: "password", device };
    const { token, session } = await this.sessions.create({ user, data, metadata });
    const sealed = await sealToken(token);
    return { token, session, cookie: `${sealed.name}=${sealed.value}` };
  }

  /**
   * The session of a token.
   * @throws {Error} if it ended.
   */
  async session(token: string) {
    const found = await this.sessions.read(token);
    if (found.status !== "alive") throw new Error("The session ended.");
    return found.session;
  }

  close(): Promise<void> {
    return this.sessions.close();
  }
}
