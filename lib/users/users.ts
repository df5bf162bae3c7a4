import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import type { DurableRedis } from "../redis/durable.ts";
import { ensureDemo, isDemoAccount } from "./demo.ts";
import { type Credentials, UserDirectory, type Verified } from "./directory.ts";
import { normalizeEmail } from "./email.ts";
import { EmailProofs } from "./email-proofs.ts";
import type { User } from "./user.ts";

/** This process's user directory, in which the demo's accounts are there when they're asked for, in demo mode. */
export const users = (): UserDirectory =>
  perProcess("users", () => {
    const { DEMO_MODE, DEMO_PASSWORD, SESSION_PEPPERS } = env();
    return withDemo(dataRedis(), DEMO_MODE === "on" ? DEMO_PASSWORD : undefined, SESSION_PEPPERS[0] ?? "");
  });

/** The directory with the demo's accounts; if there is no password for them, nobody signs in to those that an earlier demo left. */
export function withDemo(redis: DurableRedis, password: string | undefined, secret: string): UserDirectory {
  return password ? new DirectoryWithDemo(redis, password, secret) : new DirectoryWithoutDemo(redis);
}

class DirectoryWithoutDemo extends UserDirectory {
  override async verifyPassword(credentials: Credentials): Promise<Verified | undefined> {
    const user = await super.verifyPassword(credentials);
    return user && isDemoAccount(user.id) ? undefined : user;
  }
}

/** This process's proofs of who reads which email. */
export const emailProofs = (): EmailProofs =>
  perProcess("email-proofs", () => new EmailProofs(dataRedis(), env().SESSION_PEPPERS));

class DirectoryWithDemo extends UserDirectory {
  readonly #redis: DurableRedis;
  readonly #password: string;
  readonly #secret: string;

  constructor(redis: DurableRedis, password: string, secret: string) {
    super(redis);
    this.#redis = redis;
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
    // Otherwise the first to sign up with a demo address would own it.
    if (wanted.id === undefined) await this.#ensure(wanted.email);
    return super.create(wanted);
  }

  async #ensure(email: string): Promise<void> {
    const of = { email: normalizeEmail(email) ?? "", password: this.#password, secret: this.#secret };
    await ensureDemo(this, this.#redis, of);
  }
}
