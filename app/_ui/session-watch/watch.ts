import { onSignOutWanted, tellRightfulEnd } from "./ends.ts";
import { EndStream } from "./stream.ts";
import { askWho, byItself } from "./who.ts";

/**
 * Within this time a page that signs itself out is on its way elsewhere. Measured: 0.3 s on the
 * reference machine. Milliseconds.
 */
const ownWayTakes = 3000;
/** Milliseconds until the page repeats a question that no node could answer. */
const unansweredPause = 5000;
/** The page looks this long after the end. Milliseconds. */
const margin = 250;
/**
 * The page assumes an end that is too late by the time that the page took to load. So a session
 * that is found to be over this shortly before that end has ended by time. Milliseconds.
 */
const pageTakes = 10_000;
/** A browser would fire a longer timer at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * The message between the tabs of a browser: the session that a tab shows, the end of its life, and
 * whether it was revoked.
 */
type Told = { id: string | null; ends: number; revoked: boolean };

/** The session whose page this is: `unknown` if Redis couldn't say, null for none. */
export type ShownId = string | null | "unknown";

/**
 * Compares the session that a page shows with the one that its browser has. It does so when another
 * tab shows another session, when the tab becomes visible again or its page comes back from memory,
 * when the session's time is over, when a node reports its end, and on request. A page of another
 * session is loaded again. A page whose session ended goes to the sign-in and says why.
 */
export class Watch {
  readonly #id: ShownId;
  readonly #tabs = new BroadcastChannel("unstuck.session");
  readonly #stream: EndStream | undefined;
  readonly #stopListening: () => void;
  #ends = Number.POSITIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wanted = false;
  /** The page is on its way to another page. */
  #leaving = false;
  #stopped = false;

  constructor(id: ShownId) {
    this.#id = id;
    this.#stream = id === null ? undefined : new EndStream((revoked) => this.look({ revoked }));
    this.#stopListening = onSignOutWanted(() => {
      this.#wanted = true;
    });
    this.#tabs.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    // The page tells of a session only once it knows the session's remaining time (learn). The
    // latest end counts, and an unknown end, which is infinite, would be the latest.
    if (id === null) this.#tell(false);
    this.#stream?.follow();
    document.addEventListener("visibilitychange", this.#seen);
    addEventListener("pageshow", this.#shownAgain);
  }

  /** Takes note of the session's remaining time in ms, counted from the moment of the question. */
  learn(remaining: number, asked = Date.now()): void {
    this.#endsAt(asked + remaining);
    this.#tell(false);
  }

  /**
   * Asks whose session this browser has now.
   * @param by `revoked`: a node saw it being revoked. `person`: the person did something, so the
   * session is in use.
   */
  async look({ revoked = false, person = false } = {}): Promise<void> {
    const asked = Date.now();
    const known = await askWho(person ? {} : byItself);
    if (this.#leaving || this.#stopped) return;
    if (known === undefined) this.#after(unansweredPause, () => void this.look({ revoked }));
    else if (known !== null && known.id === this.#id) this.learn(known.remaining, asked);
    else if (known === null && this.#id !== null && this.#id !== "unknown") this.#leave(revoked);
    else if (known?.id !== this.#id && !(known === null && this.#id === null)) this.#reload();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#tabs.close();
    this.#stopListening();
    document.removeEventListener("visibilitychange", this.#seen);
    removeEventListener("pageshow", this.#shownAgain);
  }

  readonly #seen = () => {
    this.#stream?.follow();
    if (!document.hidden) void this.look();
  };

  readonly #shownAgain = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) return;
    // The page may have left, and the person went back to it.
    this.#leaving = false;
    void this.look();
  };

  #hear({ id, ends, revoked }: Told): void {
    if (id !== this.#id) void this.look();
    else if (revoked) void this.look({ revoked });
    else if (ends > this.#ends) this.#endsAt(ends);
  }

  #tell(revoked: boolean): void {
    if (this.#id === "unknown") return;
    this.#tabs.postMessage({ id: this.#id, ends: this.#ends, revoked } satisfies Told);
  }

  #endsAt(ends: number): void {
    this.#ends = ends;
    this.#after(ends - Date.now() + margin, () => void this.look());
  }

  #after(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, Math.min(ms, longestTimer));
  }

  #leave(revoked: boolean): void {
    this.#leaving = true;
    const inTime = Date.now() >= this.#ends - pageTakes;
    if (revoked) this.#tell(true);
    // A session whose end has none of these reasons is one that a node lost.
    if (revoked || inTime || this.#wanted) tellRightfulEnd(String(this.#id));
    const to = this.#wanted ? "/login" : revoked || !inTime ? "/login?ended=elsewhere" : timeIsOver();
    this.#timer = setTimeout(() => location.assign(to), this.#wanted ? ownWayTakes : 0);
  }

  #reload(): void {
    this.#leaving = true;
    location.reload();
  }
}

/** The address of the sign-in, which leads back to the page where the person was. */
function timeIsOver(): string {
  const { pathname, search } = location;
  const next = pathname === "/login" ? new URLSearchParams(search).get("next") : pathname + search;
  return `/login?ended=time${next ? `&next=${encodeURIComponent(next)}` : ""}`;
}
