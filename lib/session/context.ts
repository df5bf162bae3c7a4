import type { Announcements } from "./announcements.ts";
import { nonceOf, type Sealed, type Sealing } from "./envelope.ts";
import type { Keys } from "./keys.ts";
import { observed, type SessionObserver } from "./observer.ts";
import type { SessionPolicy } from "./policy.ts";
import { type ShownToken, shownToken } from "./reader.ts";
import type { DurableRedis } from "./redis/durable.ts";
import { Revision } from "./revision.ts";
import type { Revocations } from "./revocations.ts";
import { type Session, type SessionView, sessionOf } from "./session.ts";
import type { Verifiers } from "./verifiers.ts";
import type { Watchers } from "./watchers.ts";

export interface StoreContextParts<Metadata> {
  readonly redis: DurableRedis;
  readonly keys: Keys;
  readonly policy: SessionPolicy;
  readonly view: SessionView<Metadata>;
  readonly sealing: Sealing;
  readonly verifiers: Verifiers;
  readonly revocations: Revocations;
  readonly watchers: Watchers;
  readonly announcements: Announcements | undefined;
  readonly observer: SessionObserver;
  readonly region: string | undefined;
  /** Whether these sessions are guests' and not logins. */
  readonly guests?: boolean;
}

/** The parts that the operations of one store share. */
export class StoreContext<Metadata> {
  readonly parts: StoreContextParts<Metadata>;

  constructor(parts: StoreContextParts<Metadata>) {
    this.parts = parts;
  }

  /** Reads a token. Undefined for a text that isn't a token, or for a token of another region. */
  parse(text: string): ShownToken | undefined {
    return shownToken(text, this.parts);
  }

  /**
   * The session that was just written.
   * @param seen When it was last seen, in ms by Redis's clock. `ends` is its absolute end and `now`
   * the current time, in the same unit.
   */
  written<Data>(
    id: string,
    content: Parameters<typeof sessionOf<Data, Metadata>>[1],
    { envelope, packed }: Sealed,
    seen: number,
    ends: number,
    now: number,
  ): Session<Data, Metadata> {
    const revision = new Revision<Data>(nonceOf(envelope), packed);
    return sessionOf(id, content, revision, seen, ends, now, this.parts.view);
  }

  /** Does `work` and reports it to the store's observer. */
  observed<T>(operation: string, work: () => Promise<T>): Promise<T> {
    return observed(this.parts.observer, operation, work);
  }
}
