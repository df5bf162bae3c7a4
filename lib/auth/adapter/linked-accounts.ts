import type { AdapterAccount } from "next-auth/adapters";
import type { Link, LinkedUser, LinkedUsers } from "../../users/linked-users.ts";
import type { OwnedRecords } from "../../users/owned-records.ts";
import type { UserDatabase } from "../../users/user-database.ts";

type Named = Pick<AdapterAccount, "provider" | "providerAccountId">;

/**
 * Accounts at identity providers, and the users here that they lead to. Both sides name each other:
 * the record is found by the account, and the user's fields hold the subject
 * (lib/users/linked-users.ts). An account leads to a user only while both agree. So after a step
 * that was interrupted or overtaken, the account leads nowhere instead of to another person.
 */
export class LinkedAccounts {
  readonly #records: OwnedRecords<AdapterAccount>;
  readonly #users: LinkedUsers;

  constructor(database: UserDatabase) {
    this.#records = database.owned("account");
    this.#users = database.linked;
  }

  /** The user whom an account leads to: 2 round trips. */
  async user(account: Named): Promise<LinkedUser | undefined> {
    const record = await this.#records.find(idOf(account));
    return record && this.#users.find(record.userId, linkOf(account));
  }

  /** 1 round trip. */
  record(account: Named): Promise<AdapterAccount | undefined> {
    return this.#records.find(idOf(account));
  }

  /**
   * Links an account to its user, unless either has another: 5 round trips, 3 of them durable.
   * @param verified The email that an unlinked user must have verified.
   */
  async link(account: AdapterAccount, verified?: string): Promise<boolean> {
    const there = await this.user(account);
    if (there && there.user.id !== account.userId) return false;
    // Link the user first: otherwise a record that leads to another subject's user would have to be
    // undone.
    if (!(await this.#users.link(account.userId, linkOf(account), verified))) return false;
    return this.#lead(account);
  }

  /**
   * Writes an account that leads to the user into the user's own fields, permanently: 1 durable
   * round trip.
   */
  settle(account: Named, { id }: { id: string }): Promise<boolean> {
    return this.#users.link(id, linkOf(account));
  }

  /** Opens a user without an email for an account that has no user: 4 durable round trips. */
  async open(account: Named & Pick<AdapterAccount, "type">, name: string): Promise<boolean> {
    const { provider, providerAccountId, type } = account;
    const link = linkOf(account);
    const userId = await this.#users.open(name, link);
    // Write the record first: a user to whom no record leads has to expire.
    const leads = await this.#lead({ provider, providerAccountId, type, userId });
    return leads && this.#users.link(userId, link);
  }

  /** Removes an account and its link, and returns the account: 3 durable round trips. */
  async unlink(account: Named): Promise<AdapterAccount | undefined> {
    const removed = await this.#records.remove(idOf(account));
    if (removed) await this.#users.unlink(removed.userId, linkOf(account));
    return removed;
  }

  /** For a user who was removed. */
  removeAllOf(userId: string): Promise<void> {
    return this.#records.removeAllOf(userId);
  }

  /** Makes the record lead to its user, unless it leads to another user who still exists. */
  async #lead(account: AdapterAccount): Promise<boolean> {
    const id = idOf(account);
    const there = await this.#records.add(id, account);
    if (there.userId === account.userId) return true;
    if (await this.#users.find(there.userId, linkOf(account))) return false;
    return (await this.#records.replace(id, there.userId, account))?.userId === account.userId;
  }
}

/** No provider's id can be read as another's: the name of a provider has no line break. */
const idOf = ({ provider, providerAccountId }: Named) => `${provider}\n${providerAccountId}`;

/**
 * If an id names its issuer first (company.ts), a user may also be linked to another issuer's
 * subject.
 */
function linkOf({ provider, providerAccountId }: Named): Link {
  const end = providerAccountId.indexOf(" ");
  return {
    issuer: `${provider} ${providerAccountId.slice(0, Math.max(0, end))}`,
    subject: providerAccountId.slice(end + 1),
  };
}
