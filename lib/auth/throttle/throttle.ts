import type { DurableRedis } from "../../session/redis/durable.ts";
import { type Counted, Limit } from "./limit.ts";

/**
 * Over the limit: the caller may try again in `retryAfter` seconds. `alone`: this node counted by
 * itself, because Redis was away.
 */
export type Throttled = { status: "throttled"; retryAfter: number; alone: boolean };

/** The try is allowed. The caller calls `fine` if the password was right. */
export type Attempt = { status: "allowed"; fine(): Promise<void> } | Throttled;

/** A device that, by its cookie, signed in to this account before. */
export interface KnownDevice {
  readonly id: string;
  /** Whether the account still has the password that was right on that device. */
  stillCounts(): Promise<boolean>;
}

export interface ThrottleOptions {
  redis: DurableRedis;
  secret: string;
  /**
   * Wrong passwords allowed in a quarter of an hour: for one account from one address, on one known
   * device, and in one session's step-ups.
   */
  tries: number;
  signUpsPerHour: number;
  onThrottled(purpose: string): void;
  onAlone(error: unknown): void;
}

const quarter = 15 * 60;
const hour = 60 * 60;
/**
 * Messages to one account in a quarter of an hour, which is as long as a link
 * to reset a password works.
 */
const mailsAnAccount = 3;
/** Messages that one address may have sent in an hour, to whatever accounts. */
const mailsAnAddress = 30;

/**
 * How often a person may guess a password, counted for all nodes together:
 *
 * - By pair of account and address, so that a guesser doesn't lock out the owner at another address
 *   (OWASP Authentication Cheat Sheet, "Account Lockout" and its warning of denial of service).
 * - By address, against a guesser who tries a password on many accounts.
 * - Slowly by account, against many addresses on one account (NIST SP 800-63B-4 section 3.2.2: no
 *   more than 100).
 *
 * A device that signed in to this account before has a count of its own, wherever it is. Strangers
 * don't use that count up (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). So no
 * guesser locks the owner out of their own devices, not even from the owner's address.
 */
export class Throttle {
  readonly #pair: Limit;
  readonly #address: Limit;
  readonly #account: Limit;
  readonly #device: Limit;
  readonly #stepUp: Limit;
  readonly #signUp: Limit;
  readonly #mailAccount: Limit;
  readonly #mailAddress: Limit;
  readonly #onThrottled: (purpose: string) => void;

  constructor({ redis, secret, tries, signUpsPerHour, onThrottled, onAlone }: ThrottleOptions) {
    const limit = (name: string, points: number, duration: number) =>
      new Limit(redis, { name, points, duration, secret, onAlone });
    this.#pair = limit("pair", tries, quarter);
    this.#address = limit("address", tries * 10, quarter);
    this.#account = limit("account", 100, hour);
    this.#device = limit("known-device", tries, quarter);
    this.#stepUp = limit("step-up", tries, quarter);
    this.#signUp = limit("sign-up", signUpsPerHour, hour);
    this.#mailAccount = limit("mail-account", mailsAnAccount, quarter);
    this.#mailAddress = limit("mail-address", mailsAnAddress, hour);
    this.#onThrottled = onThrottled;
  }

  /**
   * Asks to try a password at the login: 3 round trips, 1 more if it was right. When a stranger
   * would be refused, a known device costs 1 more, beside the cost of its `stillCounts`.
   */
  async signIn(account: string, address: string, device?: KnownDevice): Promise<Attempt> {
    const stranger = await this.#countStranger(account, address);
    if (!isOver(stranger)) return { status: "allowed", fine: stranger.fine };
    if (!device || !(await device.stillCounts())) return this.#throttled("sign-in", stranger);
    const counted = stranger.alone
      ? await this.#device.countAlone(device.id)
      : await this.#device.count(device.id);
    if (isOver(counted)) return this.#throttled("sign-in", counted);
    return {
      status: "allowed",
      fine: async () => {
        await Promise.all([stranger.fine(), this.#device.clear(device.id)]);
      },
    };
  }

  /**
   * Counts one after the other, the address first. Each count is a key in Redis. Otherwise one
   * address that names another account each time could write any number of keys, and these would
   * evict sessions. This order also keeps one address from using up the account's limit.
   */
  async #countStranger(account: string, address: string): Promise<Counted & { fine(): Promise<void> }> {
    const undo: (() => Promise<void>)[] = [];
    const fine = async () => {
      await Promise.all(undo.map((step) => step()));
    };
    const byAddress = await this.#address.count(address);
    undo.push(() => this.#address.giveBack(address));
    if (isOver(byAddress)) return { ...byAddress, fine };
    // The site must answer a login within nginx's 11 s. A second wait for Redis would leave too
    // little time for the password.
    const count = (limit: Limit, ...parts: string[]) =>
      byAddress.alone ? limit.countAlone(...parts) : limit.count(...parts);
    const byPair = await count(this.#pair, account, address);
    undo.push(() => this.#pair.clear(account, address));
    if (isOver(byPair)) return { ...byPair, fine };
    undo.push(() => this.#account.giveBack(account));
    return { ...(await count(this.#account, account)), fine };
  }

  /**
   * Asks to try a password in a session: 1 round trip, 1 more if it was right. It counts by
   * session, so that a thief of one session can't block the others.
   */
  async stepUp(session: string): Promise<Attempt> {
    const counted = await this.#stepUp.count(session);
    if (isOver(counted)) return this.#throttled("step-up", counted);
    return { status: "allowed", fine: () => this.#stepUp.clear(session) };
  }

  /**
   * Asks to sign up: 1 round trip. Every sign-up counts, successful or not: sign-ups fill the
   * directory, and reveal which emails are taken.
   */
  async signUp(address: string): Promise<{ status: "allowed" } | Throttled> {
    const counted = await this.#signUp.count(address);
    return isOver(counted) ? this.#throttled("sign-up", counted) : { status: "allowed" };
  }

  /**
   * Asks to send a message: 2 round trips, the address first as at the sign-in. Every request
   * counts, whether or not the account exists. If the account's limit refuses the owner, the owner
   * has a message of the last quarter of an hour, and its link still works. So no person can block
   * another's reset by asking in their name.
   * @param account What the message is about: "reset", say, and the email that was typed.
   */
  async mail(
    account: readonly string[],
    address: string,
  ): Promise<{ status: "allowed"; alone: boolean } | Throttled> {
    const byAddress = await this.#mailAddress.count(address);
    if (isOver(byAddress)) return this.#throttled("mail", byAddress);
    if (byAddress.alone) return { status: "allowed", alone: true };
    const byAccount = await this.#mailAccount.count(...account);
    if (isOver(byAccount)) return this.#throttled("mail", byAccount);
    return { status: "allowed", alone: byAccount.alone };
  }

  /**
   * Takes back the wrong tries of a person who has just proved in another way to own the account: 1
   * round trip.
   */
  async forgive(account: string, address: string): Promise<void> {
    await this.#pair.clear(account, address);
  }

  #throttled(purpose: string, { wait, alone }: Counted): Throttled {
    this.#onThrottled(purpose);
    return { status: "throttled", retryAfter: wait, alone };
  }
}

const isOver = ({ wait }: Counted) => wait > 0;
