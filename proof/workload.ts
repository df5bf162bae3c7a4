import { type Offered, openLoop } from "../e2e/fixtures/open-loop.ts";
import { type Account, Client, type Held, type Surroundings } from "./client.ts";
import { Person } from "./person.ts";
import { Random } from "./random.ts";

export interface WorkloadOptions extends Surroundings {
  readonly accounts: readonly Account[];
  /** Requests per second of all people together. */
  readonly rate: number;
  readonly seed: number;
}

/** How many sessions a person keeps: enough to notice at once that one is lost or comes back. */
const kept = 8;

/**
 * Requests under way at once, with those that wait for a repetition: more than a default campaign
 * sends in 20 s.
 */
const mostInFlight = 1000;

/**
 * The shares of each action while a person has enough sessions. Most are reads, as on a real site.
 */
const shares = {
  read: 56,
  ghost: 16,
  count: 12,
  list: 5,
  rotate: 3,
  logout: 3,
  revoke: 3,
  "revoke-all": 0.7,
  login: 1.3,
};

/** People who use the site in every possible way, on a schedule that doesn't wait for the site. */
export class Workload {
  readonly #people: readonly Person[];
  readonly #options: WorkloadOptions;

  constructor(options: WorkloadOptions) {
    this.#options = options;
    this.#people = options.accounts.map((account) => new Person(account));
  }

  run(until: AbortSignal): Promise<Offered> {
    const { rate, seed, began } = this.#options;
    const [arrivals, choices] = [new Random(seed * 1000), new Random(seed * 1000 + 1)];
    return openLoop({
      ...{ rate, most: mostInFlight, until },
      random: () => arrivals.next(),
      send: (due) => act(new Client(this.#options, due - began), choices.of(this.#people) as Person, choices),
    });
  }

  /**
   * Shows every cookie to the site three times, living or ended, and asks for every list, so that
   * each node gets its turn.
   */
  async sweep(): Promise<void> {
    const client = new Client(this.#options);
    for (const person of this.#people) {
      for (let round = 0; round < 3; round += 1) {
        for (const held of person.known) await client.read(held);
        const [first] = person.living;
        if (first) await client.list(first);
      }
    }
  }
}

async function act(client: Client, person: Person, random: Random): Promise<void> {
  const { account, living } = person;
  const held = random.of(living);
  if (person.expected < kept / 2) return person.begin(() => client.login(account));
  // All sessions are about to end or to begin. A person who had one tries it, and doesn't sign in
  // again with each try.
  if (!held) return watch(client, person.ghost(random));
  const wanted = random.weighted(shares);
  const what = wanted === "login" && person.expected >= kept * 1.5 ? "logout" : wanted;
  switch (what) {
    case "login":
      return person.begin(() => client.login(account));
    case "ghost":
      return watch(client, person.ghost(random) ?? held);
    case "revoke": {
      const other = random.of(living) as Held;
      return person.end([other], () => client.end(held, { target: other.id }, account));
    }
    case "revoke-all": {
      const keepsOwn = random.next() < 0.5;
      const which = living.filter((other) => !keepsOwn || other !== held);
      return person.end(which, () => client.end(held, { keepsOwn }, account));
    }
    case "logout":
      return person.end([held], () => client.logout(held));
    default:
      if ((await client[what](held)) === "signed-out") person.refused(held);
  }
}

async function watch(client: Client, held: Held | undefined): Promise<void> {
  if (held) await client.read(held);
}
