/** Milliseconds until the tab requests a refused stream again. */
const refusedPause = 5000;

/**
 * Learns of the session's end within milliseconds, on whichever node it happened. Streams only
 * while the tab is visible, since HTTP/1.1 lets a browser have six connections to a site. A tab
 * that comes back learns at once what it missed.
 * @param ended Gets whether a node saw the session being revoked; otherwise the session was over
 * when the stream began.
 */
export class EndStream {
  readonly #ended: (revoked: boolean) => void;
  #source: EventSource | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(ended: (revoked: boolean) => void) {
    this.#ended = ended;
  }

  /** Opens the stream while the tab is visible, and closes it while it is not. */
  follow(): void {
    if (document.hidden) this.close();
    else if (!this.#source) this.#open();
  }

  close(): void {
    clearTimeout(this.#again);
    this.#source?.close();
    this.#source = undefined;
  }

  #open(): void {
    const source = new EventSource("/api/events");
    this.#source = source;
    source.addEventListener("ended", ({ data }) => {
      this.close();
      this.#ended((JSON.parse(data) as { revoked: boolean }).revoked);
    });
    // After a break a browser comes back by itself. It never does after an answer that is no
    // stream: 429 or 503.
    source.addEventListener("error", () => {
      if (source !== this.#source || source.readyState !== EventSource.CLOSED) return;
      this.#source = undefined;
      this.#again = setTimeout(() => this.follow(), refusedPause);
    });
  }
}
