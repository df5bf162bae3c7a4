import { hash, verify } from "@node-rs/argon2";
import { perProcess } from "../cluster/per-process.ts";
import { env } from "../env.ts";

export interface User {
  id: string;
  email: string;
  name: string;
  role: "user" | "operator";
  /** When somebody showed that they read this address. */
  emailVerified?: Date;
}

const demo: readonly User[] = [
  { id: "demo-user", email: "user@example.com", name: "Demo User", role: "user", emailVerified: new Date(0) },
  {
    id: "demo-operator",
    email: "operator@example.com",
    name: "Demo Operator",
    role: "operator",
    emailVerified: new Date(0),
  },
];

/** Argon2id with 19 MiB, 2 passes, 1 lane: the first choice of OWASP's Password Storage Cheat Sheet, and this library's preset. */
const passwordHash = () => perProcess("demo-password-hash", () => hash(env().DEMO_PASSWORD));

/**
 * The user whose email and password these are. An unknown email takes as long as a wrong password, so that an answer's
 * time doesn't tell which accounts exist.
 */
export async function verifyPassword({
  email,
  password,
}: {
  email: string;
  password: string;
}): Promise<User | undefined> {
  const user = demo.find((candidate) => candidate.email === email.trim().toLowerCase());
  const right = await verify(await passwordHash(), password);
  return right ? user : undefined;
}

// STUB until lib/users lands
export function users() {
  const find = async (id: string) => demo.find((u) => u.id === id);
  return {
    find,
    findByEmail: async (email: string) => demo.find((u) => u.email === email),
    async create(_: { email: string; name: string; emailVerified?: Date }): Promise<User> {
      throw new Error("stub");
    },
    async update(_id: string, _c: { email?: string; name?: string; emailVerified?: Date }): Promise<User> {
      throw new Error("stub");
    },
    async remove(_id: string) {
      throw new Error("stub");
    },
  };
}
