import type { Named } from "./replicas.ts";
import type { Address } from "./url.ts";

/** Milliseconds for which an answer is good. An election needs longer to promote a node and have a revocation acknowledged there. */
const confirmedFor = 600;

/** What one Sentinel says. */
export interface Opinion {
  primary: string;
  /** Of the primary, as the Sentinel lists it: `master`, `s_down`, `failover_in_progress`... */
  flags: string;
  replicas: { address: string; flags: string; linked: boolean }[];
}

/**
 * What follows from what the Sentinels said last: who is primary, which replicas are up and in step. With all Sentinels gone, the last
 * that most of them said stays.
 */
export class Consensus {
  /** The primary, if all that answered name it. One that names another may be the one that led its election. */
  #primary: string | undefined;
  /** When more than half of all Sentinels last answered: who hears from fewer may be cut off with a deposed primary. */
  #confirmed = Number.NEGATIVE_INFINITY;
  /** The primary that the replicas in step are in step with. */
  #leader: string | undefined;
  /**
   * Replicas that were linked to this primary and have been up ever since. Every acknowledged write waits for them, so they have
   * all of those. A primary that was deposed is listed as a replica at once, but counts only when it has caught up: waiting for
   * a frozen one would hold up logins for another `down-after-milliseconds`.
   */
  #inStep = new Set<string>();
  /** Every replica of that primary that a Sentinel lists, and whether most hold it to be up. */
  #known = new Map<string, boolean>();
  /** What each Sentinel that answered said last. */
  #opinions: readonly Opinion[] = [];

  /** How many replicas an acknowledged write must have reached. */
  get replicasInStep(): number {
    return this.#inStep.size;
  }

  /** Which replicas must have a write before it is acknowledged. */
  get named(): Named {
    return {
      primary: this.#leader,
      // As it is now: an election empties it while a write under way still has to reach them.
      inStep: new Set(this.#inStep),
      isKnown: (address) => this.#known.has(address),
      isUp: (address) => this.#known.get(address) === true,
      // The primary knows it up to 10 s earlier than the Sentinels, who look at a replica's link no more often.
      join: (address) => this.#inStep.add(address),
    };
  }

  /**
   * Where a read may go that the primary doesn't answer: the replicas in step, and the primary itself if every Sentinel still
   * names it. Nowhere, unless most Sentinels confirmed that just now: a replica on the wrong side of a cut would accept a session
   * that was revoked on the other.
   */
  get readable(): { primary: Address[]; inStep: Address[] } {
    if (performance.now() - this.#confirmed > confirmedFor) return { primary: [], inStep: [] };
    return { primary: this.#primary ? [parsed(this.#primary)] : [], inStep: [...this.#inStep].map(parsed) };
  }

  /** Whether most hold the primary to be up, and each of its replicas. */
  get view(): {
    primary: Address | undefined;
    primaryUp: boolean;
    replicas: { address: Address; up: boolean }[];
  } {
    const opinions = this.#opinions.filter(({ primary }) => primary === this.#leader);
    const most = (count: number) => count > opinions.length / 2;
    const replicas = opinions.flatMap((opinion) => opinion.replicas);
    return {
      primary: this.#leader ? parsed(this.#leader) : undefined,
      primaryUp: most(opinions.filter(({ flags }) => isAnswering(flags)).length),
      replicas: [...new Set(replicas.map(({ address }) => address))].map((address) => ({
        address: parsed(address),
        up: most(
          replicas.filter((replica) => replica.address === address && isAnswering(replica.flags)).length,
        ),
      })),
    };
  }

  /**
   * Whether any Sentinel named this server (`host port`) primary when it last answered. One that a single Sentinel names may be
   * the one that was just promoted.
   */
  names(server: string): boolean {
    return this.#opinions.some(({ primary }) => primary === server);
  }

  /** Whether most Sentinels that answered last named another primary than this server. */
  replaced(server: string): boolean {
    return this.#leader !== undefined && this.#leader !== server;
  }

  /**
   * Takes what those Sentinels say that answered a round of questions.
   * @param asked How many Sentinels there are.
   * @returns Whether most of those that answered agree on a primary. What only some say changes nothing but `names`.
   */
  take(opinions: readonly Opinion[], asked: number): boolean {
    if (opinions.length === 0) return false;
    this.#opinions = opinions;
    const most = (count: number) => count > opinions.length / 2;
    const named = (primary: string) => opinions.filter((opinion) => opinion.primary === primary).length;
    const leader = opinions.map(({ primary }) => primary).find((primary) => most(named(primary)));
    if (!leader) return false;
    if (leader !== this.#leader) this.#inStep.clear();
    this.#leader = leader;
    this.#primary = named(leader) === opinions.length ? leader : undefined;
    if (opinions.length > asked / 2) this.#confirmed = performance.now();

    const supporting = opinions.filter(({ primary }) => primary === leader);
    const replicas = supporting.flatMap((opinion) => opinion.replicas);
    this.#known = new Map(replicas.map(({ address }) => [address, isUp(address, opinions, supporting)]));
    for (const [address, up] of this.#known) {
      const linked = replicas.filter((replica) => replica.address === address && replica.linked).length;
      if (!up) this.#inStep.delete(address);
      else if (most(linked)) this.#inStep.add(address);
    }
    return true;
  }
}

/**
 * Whether a replica is to be waited for. One whose connections broke is given up at once, as a killed one would hold up every write for
 * `down-after-milliseconds`; but not while the primary is in doubt. The Sentinels also break the connections of the replica that they
 * promote, and a write that was acknowledged without it would be lost.
 * @param supporting The opinions that name the primary whose replica it is.
 */
function isUp(address: string, opinions: readonly Opinion[], supporting: readonly Opinion[]): boolean {
  const most = (count: number) => count > opinions.length / 2;
  const flags = supporting.flatMap(({ replicas }) => replicas).filter((one) => one.address === address);
  const inDoubt =
    opinions.some((opinion) => opinion.flags.includes("failover_in_progress")) ||
    most(opinions.filter((opinion) => isDown(opinion.flags)).length);
  const fine = flags.filter((one) => !isDown(one.flags) && (inDoubt || !one.flags.includes("disconnected")));
  return most(fine.length);
}

const isDown = (flags: string) => /[so]_down/.test(flags);
const isAnswering = (flags: string) => !isDown(flags) && !flags.includes("disconnected");

function parsed(address: string): Address {
  const [host = "", port = ""] = address.split(" ");
  return { host, port: Number(port) };
}
