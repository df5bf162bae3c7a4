import type { SessionPolicy } from "./policy.ts";
import type { Session } from "./session.ts";

export interface MemoryEntry<Data, Metadata> {
  token: string;
  /** The tokens before it, newest first, and when the one after each was first shown. */
  former: { token: string; successorShown: number | undefined }[];
  /** When the current token was given for the second time. */
  reissued: number | undefined;
  session: Session<Data, Metadata>;
}

/**
 * The sessions of {@link MemorySessions} by their ids, oldest first. An expired session leaves when
 * a caller asks for it.
 */
export class MemoryEntries<Data, Metadata> {
  readonly #policy: SessionPolicy;
  readonly #now: () => number;
  readonly #entries = new Map<string, MemoryEntry<Data, Metadata>>();

  constructor(policy: SessionPolicy, now: () => number) {
    this.#policy = policy;
    this.#now = now;
  }

  add(entry: MemoryEntry<Data, Metadata>): void {
    this.#entries.set(entry.session.id, entry);
  }

  delete(id: string): boolean {
    return this.#entries.delete(id);
  }

  alive(id: string | undefined): MemoryEntry<Data, Metadata> | undefined {
    const entry = id === undefined ? undefined : this.#entries.get(id);
    if (!entry) return undefined;
    const now = this.#now();
    if (now < entry.session.idleExpiresAt.getTime() && now < entry.session.expiresAt.getTime()) return entry;
    this.#entries.delete(entry.session.id);
    return undefined;
  }

  /** A user's sessions that are alive. */
  of(user: string): Session<Data, Metadata>[] {
    return [...this.#entries.keys()]
      .map((id) => this.alive(id)?.session)
      .filter((session) => session?.user === user)
      .filter((session) => session !== undefined);
  }

  /** The times of a session that is seen now. */
  seen(now: number, ends: number): { lastSeenAt: Date; idleExpiresAt: Date } {
    return {
      lastSeenAt: new Date(now),
      idleExpiresAt: new Date(Math.min(now + this.#policy.idle * 1000, ends)),
    };
  }
}
