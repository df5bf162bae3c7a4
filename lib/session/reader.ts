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

/** What a reader works with. */
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
  /** Whether it reads guests, and no logins. */
  guests?: boolean;
  /** A deposed primary refuses it, and it ignores a record that its user's index does not list. */
  script: Script;
}

/**
 * In ms, longer than any session: as a grace, no replay is judged; as the time after which a
 * slide is written, none is.
 */
export const never = 2 ** 47;

/** The answer to what is not a token, or not one of this store's region. It costs no round trip. */
export const noToken = { status: "none", replayed: false } as const;

/** A token as a request showed it, with what follows from it alone. */
export interface ShownToken extends Token {
  /** Of the user's index and of the record. */
  keys: [string, string];
  /** What may stand in its record. */
  verifiers: Buffer[];
}

/** What a token is read with. */
export type TokenParts = Pick<ReaderParts<unknown>, "verifiers" | "region" | "keys" | "guests">;

/**
 * Reads a token, or says undefined where the text is none of this region, or a guest's where logins
 * are read, or the reverse.
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
