import { setTimeout as pause } from "node:timers/promises";
import { type Account, Client, type Held } from "./client.ts";
import type { Operation } from "./history.ts";
import { Random } from "./random.ts";
import type { Site } from "./site.ts";

export interface WorkloadOptions {
  readonly site: Site;
  readonly accounts: readonly Account[];
  /** Clients an account: they share its sessions, as a person's tabs and devices do. */
  readonly clientsEach: number;
  readonly seed: number;
  readonly now: () => number;
  readonly history: Operation[];
}

/** How many sessions a person keeps: enough that one that is lost or comes back is noticed at once. */
const kept = 8;
/** Ended sessions whose cookies are still shown to the site, to see that they stay dead. */
const remembered = 40;
/** The latest of them, shown as often as all others: what comes back in a failover is what ended just before. */
const latest = 8;

/** What a client does next when it has enough sessions. Reads are most of it, as on a real site. */
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

/** What one person's clients share. */
interface Person {
  readonly account: Account;
  readonly living: Held[];
  readonly ended: Held[];
}

/** Clients that use the site in every way it can be used, until they are told to stop. */
export class Workload {
  readonly #people: Person[];

  constructor(private readonly options: WorkloadOptions) {
    this.#people = options.accounts.map((account) => ({ account, living: [], ended: [] }));
  }

  async run(until: AbortSignal): Promise<void> {
    const { clientsEach, seed, site, history, now } = this.options;
    await Promise.all(
      this.#people.flatMap((person, which) =>
        Array.from({ length: clientsEach }, async (_, of) => {
          const number = which * clientsEach + of;
          const random = new Random(seed * 1000 + number);
          const client = new Client(number, site, history, now);
          while (!until.aborted) {
            await act(client, person, random);
            await pause(random.between(20, 120));
          }
        }),
      ),
    );
  }

  /** Shows every cookie to the site three times, living or ended, and asks for every list: each node gets its turn. */
  async sweep(): Promise<void> {
    const { site, history, now } = this.options;
    const client = new Client(-1, site, history, now);
    for (const person of this.#people) {
      for (let round = 0; round < 3; round += 1) {
        for (const held of [...person.living, ...person.ended]) await client.read(held);
        const [first] = person.living;
        if (first) await client.list(first);
      }
    }
  }
}

async function act(client: Client, person: Person, random: Random): Promise<void> {
  const held = random.of(person.living);
  if (!held || person.living.length < kept / 2) return login(client, person);
  const wanted = random.weighted(shares);
  const what = wanted === "login" && person.living.length >= kept * 1.5 ? "logout" : wanted;
  switch (what) {
    case "login":
      return login(client, person);
    case "ghost": {
      const ghost = random.of(random.next() < 0.5 ? person.ended.slice(-latest) : person.ended);
      if (ghost) await client.read(ghost);
      return;
    }
    case "revoke": {
      const other = random.of(person.living);
      if (!other) return;
      bury(person, other);
      await client.revoke(held, other.id);
      return;
    }
    case "revoke-all": {
      const keepsOwn = random.next() < 0.5;
      for (const other of [...person.living]) if (!keepsOwn || other !== held) bury(person, other);
      await client.revokeAll(held, keepsOwn);
      return;
    }
    case "logout":
      bury(person, held);
      await client.logout(held);
      return;
    default:
      // Signed out without having been ended: the checker's business. The client goes on with another.
      if ((await client[what](held)) === "signed-out") bury(person, held);
  }
}

async function login(client: Client, person: Person): Promise<void> {
  const held = await client.login(person.account);
  if (held) person.living.push(held);
}

/** Taken from the living before the request is sent: other clients stop using it and begin to watch it. */
function bury(person: Person, held: Held): void {
  const at = person.living.indexOf(held);
  if (at < 0) return;
  person.living.splice(at, 1);
  person.ended.push(held);
  if (person.ended.length > remembered) person.ended.shift();
}
