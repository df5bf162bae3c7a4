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

/** The people of this site. So far the demo's, who can't be changed: nobody new comes in through single sign-on. */
export function users() {
  const fixed = async (): Promise<never> => {
    throw new Error("The demo accounts can't be changed, and no others be made.");
  };
  return {
    find: async (id: string) => demo.find((user) => user.id === id),
    findByEmail: async (email: string) => demo.find((user) => user.email === email),
    create: fixed,
    update: fixed,
    remove: fixed,
  };
}
