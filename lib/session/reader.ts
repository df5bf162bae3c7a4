import { isGuestTag } from "./guests/shelf.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Keys } from "./keys.ts";
import type { SessionObserver } from "./observer.ts";
import type { SessionPolicy } from "./policy.ts";
import type { DurableRedis } from "./redis/durable.ts";
import type { Script } from "./redis/script.ts";
import type { Revocations } from "./revocations.ts";
import type { Read, SessionView } from "./session.ts";
import { parseToken, type Token } from "./token.ts";
import type { Verifiers } from "./verifiers.ts";

/**
 * How the store reads a session. There are two readers, and both pass the same tests: {@link
 * PlainReader} asks for one session per call and shows what a read is; {@link FastReader} saves
 * microseconds. The option `reader` selects one.
 */
export interface SessionReader<Data, Metadata> {
  /** As {@link RedisSessions.read}. */
  read(text: string, slide: boolean): Promise<Read<Data, Metadata>>;
}

/** The parts that a reader works with. */
export interface ReaderParts<Metadata> {
  redis: DurableRedis;
  revocations: Revocations;
  observer: SessionObserver;
  policy: SessionPolicy;
  keys: Keys;
  view: SessionView<Metadata>;
  verifiers: Verifiers;
  envelopeKeys: KeyRing;
  region: string | undefined;
  /** Whether it reads guests and not logins. */
  guests?: boolean;
  /**
   * A deposed primary refuses this script, and the script ignores a record that its user's index
   * does not list.
   */
  script: Script;
}

/**
 * In ms, longer than any session. As a grace it means that no replay is judged; as the time after
 * which a slide is written, that no slide is.
 */
export const never = 2 ** 47;

/**
 * The answer to a text that is not a token, or not a token of this store's region. It costs no
 * round trip.
 */
export const noToken = { status: "none", replayed: false } as const;

/** A token as a request showed it, with everything that follows from the token alone. */
export interface ShownToken extends Token {
  /** The keys of the user's index and of the record. */
  keys: [string, string];
  /** The verifiers that may stand in its record. */
  verifiers: Buffer[];
}

/** The parts that a token is read with. */
export type TokenParts = Pick<ReaderParts<unknown>, "verifiers" | "region" | "keys" | "guests">;

/**
 * Reads a token. Undefined for a text that is no token of this region, for a guest's token where
 * logins are read, and the reverse.
 */
export function shownToken(
  text: string,
  { verifiers, region, keys, guests = false }: TokenParts,
): ShownToken | undefined {
  const token = parseToken(text);
  if (!token || token.region !== region || isGuestTag(token.tag) !== guests) return undefined;
  const { tag, id } = token;
  return { ...token, keys: [keys.index(tag), keys.record(tag, id)], verifiers: verifiers.all(token) };
}
