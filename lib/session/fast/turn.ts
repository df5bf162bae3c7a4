/**
 * Collects the calls of one turn of the event loop, so that they leave together. The process
 * couldn't read their answers before the turn ends. So the wait costs only the time of the way to
 * Redis, and nothing at all on a node that has no other work.
 */
export class Turn<Item> {
  readonly #most: number;
  readonly #send: (items: Item[]) => void;
  readonly #lanes = new Map<string, Item[]>();

  /** @param most The most items that leave together; the next begin another group. */
  constructor(most: number, send: (items: Item[]) => void) {
    this.#most = most;
    this.#send = send;
  }

  /** @param lane Only items of one lane leave together. */
  add(item: Item, lane = ""): void {
    if (this.#lanes.size === 0) setImmediate(() => this.#end());
    const items = this.#lanes.get(lane);
    if (!items) this.#lanes.set(lane, [item]);
    else if (items.push(item) === this.#most) {
      this.#lanes.set(lane, []);
      this.#send(items);
    }
  }

  #end(): void {
    const lanes = [...this.#lanes.values()];
    this.#lanes.clear();
    for (const items of lanes) if (items.length > 0) this.#send(items);
  }
}
