import type { SessionData } from "express-session";
import { TooManyConflicts } from "../errors.ts";
import { tagOf } from "../keys.ts";
import type { FormerSessions } from "./former-sessions.ts";
import type { ExpressStoreOptions } from "./options.ts";
import { baseOf, type Origin } from "./origin.ts";
import { type ExpressRecord, type Link, newNonce } from "./record.ts";
import type { Records } from "./records.ts";
import { isChanged, jsonOf, merged, type TopLevel, topLevelIn } from "./top-level.ts";
import type { UserIndex } from "./user-index.ts";

export interface WriterParts {
  records: Records;
  index: UserIndex;
  former: FormerSessions | undefined;
  /** Milliseconds that a session has left from now on. */
  lifetimeOf: (session: SessionData) => number;
  options: Pick<ExpressStoreOptions, "userOf" | "disableTouch">;
}

/**
 * The most attempts of a save before it gives up. 50 requests at once on one session need up to 50.
 */
const mostTries = 128;

/** Writes sessions: it applies a request's changes to the session that Redis has. */
export class SessionWriter {
  readonly #parts: WriterParts;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /**
   * Writes a request's changes, and moves the session's end in any case.
   * @param mine `session` as it was when the caller gave it.
   */
  async save(origin: Origin, session: SessionData, mine: TopLevel): Promise<void> {
    const isChange = origin.from !== "record" || isChanged(baseOf(origin), mine);
    if (isChange || this.#isListedWrong(origin, session)) await this.#write(origin, mine);
    else await this.#prolong(origin, session);
  }

  /**
   * Moves the session's end. It writes only the store's own changes: it moves a session of
   * connect-redis here, or lists a session under its user.
   * @param isWhole Whether `session` is the complete session, and not a copy that the app made.
   */
  async touch(origin: Origin, session: SessionData, isWhole: boolean): Promise<void> {
    if (origin.from === "new") return;
    if (origin.from === "former" || (isWhole && this.#isListedWrong(origin, session))) {
      // Only a save writes the request's changes to anything but the cookie.
      const mine = new Map(baseOf(origin)).set("cookie", JSON.stringify(session.cookie));
      await this.#write(origin, mine);
    } else if (!this.#parts.options.disableTouch) await this.#prolong(origin, session);
  }

  async #prolong({ id, birth, link }: Origin, session: SessionData): Promise<void> {
    const { records, index, lifetimeOf } = this.#parts;
    const left = Math.ceil(lifetimeOf(session));
    if (left <= 0) return records.end(id);
    await Promise.all([records.touch({ id, birth }, left), link && index.prolong(link, left)]);
  }

  /**
   * Writes the differences between `mine` and the session that the request was given: 1 round trip,
   * durable. It takes 1 more under each conflict; 1 more before the write if the session gets a
   * user; and 1 before and 1 after if the session moves here from connect-redis. A session that
   * ended meanwhile stays ended, and the change is dropped.
   */
  async #write(origin: Origin, mine: TopLevel): Promise<void> {
    if (origin.from === "former" && !(await this.#parts.former?.read(origin.id))) {
      // Another request ended it, or moved it here.
      const moved = await this.#parts.records.read(origin.id);
      if (!moved?.record.birth.equals(origin.birth)) return;
    }
    const base = baseOf(origin);
    for (let tries = 0; tries < mostTries; tries += 1) {
      const keys = merged(base, mine, topLevelIn(origin.current));
      const outcome = await this.#writeOnce(origin, jsonOf(keys));
      if (outcome === "none") return;
      if (outcome === "saved") {
        origin.base = mine;
        return;
      }
      Object.assign(origin, { nonce: outcome.nonce, link: outcome.link, current: outcome.json });
    }
    throw new TooManyConflicts(mostTries);
  }

  async #writeOnce(origin: Origin, json: string): Promise<"saved" | "none" | ExpressRecord> {
    const { records, index, former, lifetimeOf } = this.#parts;
    const { id, birth, from } = origin;
    const session = JSON.parse(json) as SessionData;
    const left = Math.ceil(lifetimeOf(session));
    if (left <= 0) {
      await records.end(id);
      await former?.end(id);
      return "none";
    }
    const link = await this.#linkOf(origin, session, left);
    if (link === "ended") return "none";
    const record = { id, birth, nonce: newNonce(), link, json };
    const write = async () => {
      if (from !== "new") return records.save(record, origin.nonce, left);
      return (await records.create(record, left)) ? "saved" : "none";
    };
    const isListed = link !== undefined && link === origin.link;
    const [outcome] = await Promise.all([write(), isListed ? index.prolong(link, left) : undefined]);
    if (outcome !== "saved") return outcome;
    if (from === "former") await former?.end(id);
    Object.assign(origin, { from: "record", nonce: record.nonce, link, current: json });
    return "saved";
  }

  /** The session's entry in its user's index, made if it is a new one. */
  async #linkOf(origin: Origin, session: SessionData, left: number): Promise<Link | undefined | "ended"> {
    const { records, index } = this.#parts;
    if (!this.#isListedWrong(origin, session)) return origin.link;
    // A session that was ended with all of its user's sessions must not live on as another user's.
    // Without Cluster the script checks this itself.
    if (records.isSharded && origin.link && !(await index.has(origin.link))) return "ended";
    const user = this.#userOf(session);
    return user === undefined ? undefined : index.add(user, left);
  }

  /**
   * Whether the session is listed under another user than its own. Either the person just signed in
   * or out, or the option `userOf` is new.
   */
  #isListedWrong({ link }: Origin, session: SessionData): boolean {
    const user = this.#userOf(session);
    return link?.tag !== (user === undefined ? undefined : tagOf(user));
  }

  #userOf(session: SessionData): string | undefined {
    const user = this.#parts.options.userOf?.(session);
    return user === undefined || user === null ? undefined : String(user);
  }
}
