import type { SessionChanger } from "../changer.ts";
import type { Read, Session } from "../session.ts";
import type { Guests } from "./guests.ts";
import { takenBy, withoutTaken } from "./taken.ts";

/** Ends the guest that a session has taken over, once a request shows the session's token. */
export class TakenEnder<Data, Metadata> {
  readonly #guests: Guests<unknown>;
  readonly #changer: SessionChanger<Data, Metadata>;
  /** Sessions whose guest is being ended at this moment. */
  readonly #ending = new Set<string>();

  constructor(guests: Guests<unknown>, changer: SessionChanger<Data, Metadata>) {
    this.#guests = guests;
    this.#changer = changer;
  }

  /**
   * Returns the read's result unchanged. No request waits for the guest's end. Until Redis has done
   * it, each read of the session tries again.
   */
  after(found: Read<Data, Metadata>): Read<Data, Metadata> {
    if (found.status === "alive") this.#end(found.session);
    return found;
  }

  #end(session: Session<Data, Metadata>): void {
    const taken = takenBy(session.parts);
    if (!taken || this.#ending.has(session.id)) return;
    this.#ending.add(session.id);
    void this.#guests
      .endTaken(taken)
      .then(() => this.#changer.write(session, withoutTaken))
      .catch(() => {})
      .finally(() => this.#ending.delete(session.id));
  }
}
