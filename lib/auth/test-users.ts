import { randomUUID } from "node:crypto";
import type { User } from "../users/directory.ts";
import type { AdapterUsers } from "./adapter.ts";

const all = new Map<string, User>();
export function testUsers(): AdapterUsers {
  return {
    async create({ email, name, emailVerified }) {
      const user: User = {
        id: randomUUID(),
        email,
        name,
        role: "user",
        ...(emailVerified ? { emailVerified } : {}),
      };
      all.set(user.id, user);
      return user;
    },
    find: async (id) => all.get(id),
    findByEmail: async (email) => [...all.values()].find((user) => user.email === email),
    async update(id, changes) {
      const user = all.get(id);
      if (!user) throw new Error("no such user");
      const next = { ...user, ...changes };
      all.set(id, next);
      return next;
    },
    remove: async (id) => all.delete(id),
  };
}
