import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import { ensureDemo } from "./demo.ts";
import { UserDirectory } from "./directory.ts";
import { normalizeEmail } from "./email.ts";
import type { User } from "./user.ts";

/** This process's user directory, in which the demo's accounts are there when they're asked for. */
export const users = (): UserDirectory => perProcess("users", () => new DirectoryWithDemo(dataRedis()));

class DirectoryWithDemo extends UserDirectory {
  override async findByEmail(email: string): Promise<User | undefined> {
    await this.#ensure(email);
    return super.findByEmail(email);
  }

  override async verifyPassword(credentials: { email: string; password: string }): Promise<User | undefined> {
    await this.#ensure(credentials.email);
    return super.verifyPassword(credentials);
  }

  override async create(wanted: Parameters<UserDirectory["create"]>[0]) {
    // Otherwise the first to sign up with a demo address would own it.
    if (wanted.id === undefined) await this.#ensure(wanted.email);
    return super.create(wanted);
  }

  async #ensure(email: string): Promise<void> {
    const { DEMO_PASSWORD: password, SESSION_PEPPERS } = env();
    const [secret = ""] = SESSION_PEPPERS;
    await ensureDemo(this, dataRedis(), { email: normalizeEmail(email) ?? "", password, secret });
  }
}
