import calculateSlot from "cluster-key-slot";
import { Redis } from "ioredis";
import type { Wired } from "./fast/wire.ts";
import type { RevocationJournal } from "./journal.ts";
import type { Ended } from "./journal-rows.ts";
import type { Keys } from "./keys.ts";
import type { Callee } from "./redis/script.ts";
import { revokeAgainScript } from "./scripts.ts";

/**
 * Sessions that one call repeats, before the next call is sent: 50 kB, and a script that holds
 * Redis for 0.4 ms. So neither the length of a command nor the time of a script grows with the
 * journal, and Redis serves other clients in between.
 */
const atOnce = 256;

/**
 * Repeats a journal on new connections. A store has two connections, which mostly reach a new
 * primary at the same moment. One repeats and the other waits for it, as long as Redis itself says
 * that both lead to the same server.
 */
export class Repetition {
  readonly #journal: RevocationJournal;
  readonly #keys: Keys;
  #running: { lineage: string; finished: Promise<void> } | undefined;

  constructor(journal: RevocationJournal, keys: Keys) {
    this.#journal = journal;
    this.#keys = keys;
  }

  /**
   * Ends every session of the journal once more: 1 round trip per 256 of them, none if it is empty,
   * and 1 to ask which primary this is. Rejects if the connection is lost in the middle; it is safe
   * to repeat.
   * @param slots Repeats only the sessions of these slots, which a Cluster's node has got from
   * another.
   */
  async on(client: Callee, slots?: ReadonlySet<number>): Promise<void> {
    if (this.#journal.size === 0) return;
    if (!(client instanceof Redis) || slots) {
      await this.#repeat(client, () => true, slots);
      return;
    }
    const lineage = lineageIn(await untilClosed(client, () => client.info("server", "replication")));
    if (this.#running?.lineage === lineage) return this.#running.finished;
    const finished = untilClosed(client, (isOpen) => this.#repeat(client, isOpen));
    const running = { lineage, finished };
    this.#running = running;
    const over = () => {
      if (this.#running === running) this.#running = undefined;
    };
    finished.then(over, over);
    return finished;
  }

  /** Goes on until the journal's end, so that it also repeats what is learned meanwhile. */
  async #repeat(client: Callee, isOpen: () => boolean, slots?: ReadonlySet<number>): Promise<void> {
    let { ended, next } = this.#journal.part(0, atOnce);
    while (ended.length > 0 && isOpen()) {
      const concerned = slots ? ended.filter(({ tag }) => slots.has(calculateSlot(tag))) : ended;
      const calls = client instanceof Redis && !slots ? [concerned] : byTag(concerned);
      await Promise.all(calls.map((call) => revokeAgainScript.callWired(client, wired(call, this.#keys))));
      ({ ended, next } = this.#journal.part(next, atOnce));
    }
  }
}

/** A promoted replica takes another replication id, and a restarted server another run id. */
function lineageIn(info: string): string {
  return ["run_id", "master_replid"]
    .map((name) => new RegExp(`^${name}:(\\w+)`, "m").exec(info)?.[1])
    .join(" ");
}

/** A call on Cluster may only have keys of one slot. */
function byTag(ended: readonly Ended[]): Ended[][] {
  const calls = new Map<string, Ended[]>();
  for (const one of ended) {
    const same = calls.get(one.tag);
    if (same) same.push(one);
    else calls.set(one.tag, [one]);
  }
  return [...calls.values()];
}

function wired(ended: readonly Ended[], of: Keys): Wired {
  let keys = "";
  let args = "";
  for (const { tag, id } of ended) {
    keys += bulk(of.index(tag));
    args += bulk(id);
  }
  const { length } = ended;
  return { slot: of.index(ended[0]?.tag ?? ""), keys: length, args: length, text: keys + args };
}

/**
 * The same as `bulk` in ./fast/wire.ts, for text that is known to be ASCII, since there are many
 * of these.
 */
const bulk = (text: string) => `$${text.length}\r\n${text}\r\n`;

/**
 * Settles as `work` does, or rejects with a passing fault once the connection is lost. A command
 * that ioredis sends again may reach another primary, and one that it doesn't send again never
 * settles.
 */
async function untilClosed<T>(client: Redis, work: (isOpen: () => boolean) => Promise<T>): Promise<T> {
  let open = true;
  let onClose = () => {};
  const closed = new Promise<never>((_, reject) => {
    onClose = () => {
      open = false;
      reject(new Error("Connection is closed."));
    };
    client.once("close", onClose);
  });
  try {
    return await Promise.race([work(() => open), closed]);
  } finally {
    client.off("close", onClose);
  }
}
