/** Milliseconds until a stream that was refused is asked for again. */
const refusedPause = 5000;

/**
 * Hears of the session's end within milliseconds, on whatever node it came. Streams only while the
 * tab is seen, since HTTP/1.1 lets a browser have six connections to a site; a tab that comes back
 * is told at once what it missed.
 * @param ended Gets whether a node saw it being revoked; otherwise it was
 * over when the stream began.
 */
export class EndStream {
  readonly #ended: (revoked: boolean) => void;
  #source: EventSource | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(ended: (revoked: boolean) => void) {
    this.#ended = ended;
  }

  /** Opens or closes it, as the tab is seen or not. */
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
    // A browser comes back by itself after a break, and never after an answer that
    // is no stream: 429, or 503.
    source.addEventListener("error", () => {
      if (source !== this.#source || source.readyState !== EventSource.CLOSED) return;
      this.#source = undefined;
      this.#again = setTimeout(() => this.follow(), refusedPause);
    });
  }
}
