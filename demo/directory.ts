import { type Credentials, UserDirectory, type Verified } from "../lib/users/directory.ts";
import { normalizeEmail } from "../lib/users/email.ts";
import type { User } from "../lib/users/user.ts";
import type { UserRecords } from "../lib/users/user-records.ts";
import { ensureDemo, isDemoAccount } from "./accounts.ts";

/**
 * The directory with the demo's accounts. Without a password for them, nobody can sign in to those
 * that an earlier demo left.
 */
export function withDemo(records: UserRecords, password: string | undefined, secret: string): UserDirectory {
  return password ? new DirectoryWithDemo(records, password, secret) : new DirectoryWithoutDemo(records);
}

class DirectoryWithoutDemo extends UserDirectory {
  override async verifyPassword(credentials: Credentials): Promise<Verified | undefined> {
    const user = await super.verifyPassword(credentials);
    return user && isDemoAccount(user.id) ? undefined : user;
  }
}

class DirectoryWithDemo extends UserDirectory {
  readonly #password: string;
  readonly #secret: string;

  constructor(records: UserRecords, password: string, secret: string) {
    super(records);
    this.#password = password;
    this.#secret = secret;
  }

  override async findByEmail(email: string): Promise<User | undefined> {
    await this.#ensure(email);
    return super.findByEmail(email);
  }

  override async verifyPassword(credentials: Credentials): Promise<Verified | undefined> {
    await this.#ensure(credentials.email);
    return super.verifyPassword(credentials);
  }

  override async create(wanted: Parameters<UserDirectory["create"]>[0]) {
    // Otherwise the first person to sign up with a demo address would own it.
    if (wanted.id === undefined) await this.#ensure(wanted.email);
    return super.create(wanted);
  }

  async #ensure(email: string): Promise<void> {
    const of = { email: normalizeEmail(email) ?? "", password: this.#password, secret: this.#secret };
    await ensureDemo(this, of);
  }
}
