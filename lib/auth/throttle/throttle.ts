import type { DurableRedis } from "../../session/redis/durable.ts";
import { type Counted, Limit } from "./limit.ts";

/**
 * Too much of it: come back in `retryAfter` seconds. `alone`: this node counted for
 * itself, since Redis was away.
 */
export type Throttled = { status: "throttled"; retryAfter: number; alone: boolean };

/** It may be tried; `fine` is called if it was no guess but the right password. */
export type Attempt = { status: "allowed"; fine(): Promise<void> } | Throttled;

/** A device on which this account was signed in to before, as its cookie says. */
export interface KnownDevice {
  readonly id: string;
  /** Whether the account still has the password that was right on that device. */
  stillCounts(): Promise<boolean>;
}

export interface ThrottleOptions {
  redis: DurableRedis;
  secret: string;
  /**
   * Wrong passwords for one account from one address in a quarter of an hour, on one known
   * device, and in one step-up.
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
 * How often a password may be guessed, counted for all nodes together. By pair of account and
 * address, so that a guesser doesn't lock out the owner, who is elsewhere (OWASP Authentication
 * Cheat Sheet, "Account Lockout" and its warning of denial of service); by address, against one who
 * tries a password on many accounts; and slowly by account, against many addresses on one account
 * (NIST SP 800-63B-4 section 3.2.2: no more than 100). What strangers used up is not taken from a
 * device on which this account was signed in to before: it has a count of its own, wherever it is
 * (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). So nobody shuts the owner out
 * of their own devices, not even from the owner's address.
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
   * Asks to try a password at the login: 3 round trips, 1 more when it was right. Where a stranger
   * would be refused, a known device costs 1 more, beside what its `stillCounts` costs.
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
   * One after the other, the address first: each count is a key in Redis, and one address that
   * names another account each time would else write as many as it likes, which evict sessions. And
   * one address alone can't use up the account's limit.
   */
  async #countStranger(account: string, address: string): Promise<Counted & { fine(): Promise<void> }> {
    const undo: (() => Promise<void>)[] = [];
    const fine = async () => {
      await Promise.all(undo.map((step) => step()));
    };
    const byAddress = await this.#address.count(address);
    undo.push(() => this.#address.giveBack(address));
    if (isOver(byAddress)) return { ...byAddress, fine };
    // A login must be answered within nginx's 11 s: waiting for Redis again here would leave
    // too little for the password.
    const count = (limit: Limit, ...parts: string[]) =>
      byAddress.alone ? limit.countAlone(...parts) : limit.count(...parts);
    const byPair = await count(this.#pair, account, address);
    undo.push(() => this.#pair.clear(account, address));
    if (isOver(byPair)) return { ...byPair, fine };
    undo.push(() => this.#account.giveBack(account));
    return { ...(await count(this.#account, account)), fine };
  }

  /**
   * Asks to try a password in a session: 1 round trip, 1 more when it was right. By session, so
   * that a thief of one can't block the others.
   */
  async stepUp(session: string): Promise<Attempt> {
    const counted = await this.#stepUp.count(session);
    if (isOver(counted)) return this.#throttled("step-up", counted);
    return { status: "allowed", fine: () => this.#stepUp.clear(session) };
  }

  /**
   * Asks to sign up: 1 round trip. Right or not, it counts: sign-ups fill the directory, and
   * tell which emails are taken.
   */
  async signUp(address: string): Promise<{ status: "allowed" } | Throttled> {
    const counted = await this.#signUp.count(address);
    return isOver(counted) ? this.#throttled("sign-up", counted) : { status: "allowed" };
  }

  /**
   * Asks to have a message sent: 2 round trips, the address first as at the sign-in. Every one
   * counts, whether or not there is such an account. A person who is refused because of the account
   * has a message of the last quarter of an hour, whose link still works: so asking in somebody's
   * name keeps nobody from a reset.
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
   * Takes back what somebody got wrong who has just shown in another way to be the
   * account's owner: 1 round trip.
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
