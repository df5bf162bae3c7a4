import type { Socket } from "node:net";

/**
 * One connection through the relay. While it is cut, both ends stay open and nothing arrives, as
 * with a pulled cable. The data that was sent meanwhile arrives after the cut, as TCP would send it
 * again.
 */
export class Link {
  #cut = false;
  #lag = 0;
  readonly #ways: readonly Way[];

  constructor(client: Socket, server: Socket) {
    this.#ways = [new Way(client, server), new Way(server, client)];
  }

  /** @param lag Milliseconds by which everything arrives late, in its order. */
  set(cut: boolean, lag: number): void {
    if (cut === this.#cut && lag === this.#lag) return;
    this.#cut = cut;
    this.#lag = lag;
    for (const way of this.#ways) way.set(cut, lag);
  }
}

/** One direction of a link. */
class Way {
  #cut = false;
  #lag = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #late: { due: number; deliver: () => void }[] = [];
  readonly #from: Socket;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    from.setNoDelay(true);
    from.on("data", (chunk: Buffer) => this.#pass(() => to.write(chunk)));
    from.on("end", () => this.#pass(() => to.end()));
    // The end of a process isn't heard through a cut either.
    from.on("close", () => this.#pass(() => to.destroySoon()));
    from.on("error", () => {});
  }

  set(cut: boolean, lag: number): void {
    this.#cut = cut;
    this.#lag = lag;
    // The sender's further data fills its own buffers, as with a peer that acknowledges nothing.
    if (cut) this.#from.pause();
    else this.#from.resume();
    this.#deliver();
  }

  #pass(deliver: () => void): void {
    if (!this.#cut && this.#lag === 0 && this.#late.length === 0) {
      deliver();
      return;
    }
    // It never arrives before data that was sent earlier, even if the lag was made shorter.
    const due = Math.max(performance.now() + this.#lag, this.#late.at(-1)?.due ?? 0);
    this.#late.push({ due, deliver });
    this.#deliver();
  }

  #deliver(): void {
    clearTimeout(this.#timer);
    while (!this.#cut && (this.#late[0]?.due ?? Number.POSITIVE_INFINITY) <= performance.now()) {
      this.#late.shift()?.deliver();
    }
    const next = this.#late[0];
    if (!this.#cut && next) this.#timer = setTimeout(() => this.#deliver(), next.due - performance.now());
  }
}
