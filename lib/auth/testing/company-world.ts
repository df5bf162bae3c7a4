import { randomUUID } from "node:crypto";
import type { Claims } from "../company-claims.ts";
import type { SignOn, Subject } from "../company-sign-on.ts";
import { createForUser } from "../create-for-user.ts";
import { type Action, many, type Story } from "./company-story.ts";
import type { Node } from "./open-node.ts";

/** Decides to which account a sign-on leads. */
export type Rule = (node: Node, subject: Subject, claims: Claims) => Promise<SignOn>;

interface Local {
  readonly email: string;
  readonly password: string;
  readonly account: string;
  readonly verified: boolean;
}

/**
 * A company, its provider, and people who sign up with any address. It plays a story, and lists
 * what went wrong.
 */
export class CompanyWorld {
  readonly #nodes: readonly Node[];
  readonly #rule: Rule;
  readonly #run = randomUUID();
  /** What the provider says: an address for each subject. */
  readonly #provider: string[];
  readonly #locals: Local[] = [];
  /** Which person got a session of which account, with the person's token since then. */
  readonly #entries: { person: string; account: string; token: string; session: string }[] = [];

  constructor(nodes: readonly Node[], rule: Rule) {
    this.#nodes = nodes;
    this.#rule = rule;
    this.#provider = Array.from({ length: many }, (_, n) => this.#address(n));
  }

  async live({ verified, steps }: Story): Promise<string[]> {
    for (const address of verified) await this.#signUp(this.#nodes[0] as Node, this.#address(address), true);
    for (const step of steps) await Promise.all(step.map((one) => this.#do(one)));
    // After steps that were overtaken, the next sign-on of each subject finds its account.
    for (let subject = 0; subject < many; subject += 1) await this.#signOn(this.#nodes[0] as Node, subject);
    return [
      ...this.#shared(),
      ...(await this.#listedForOthers()),
      ...(await this.#leftWithSquatters()),
      ...(await this.#lostAddresses()),
    ];
  }

  /** One account, several people; or one subject, several accounts. */
  #shared(): string[] {
    const wrong: string[] = [];
    for (const account of new Set(this.#entries.map((entry) => entry.account))) {
      const people = [
        ...new Set(this.#entries.filter((entry) => entry.account === account).map(({ person }) => person)),
      ];
      const subjects = people.filter((person) => person.startsWith("subject"));
      const locals = people.filter((person) => person.startsWith("local"));
      const isVerified = this.#locals.some((local) => local.account === account && local.verified);
      if (subjects.length > 1 || (subjects.length > 0 && locals.length > 0 && !isVerified))
        wrong.push(`${people.join(" and ")} share an account`);
    }
    for (let n = 0; n < many; n += 1) {
      const own = this.#entries.filter(({ person }) => person === `subject ${n}`);
      if (own.length === 0) wrong.push(`subject ${n} can't get in`);
      if (new Set(own.map(({ account }) => account)).size > 1)
        wrong.push(`subject ${n} has several accounts`);
    }
    return wrong;
  }

  /** What a person sees on the account page. */
  async #listedForOthers(): Promise<string[]> {
    const wrong: string[] = [];
    for (const { person, token } of this.#entries) {
      const read = await (this.#nodes[1] as Node).sessions.read(token);
      if (read.status !== "alive") continue;
      for (const { id } of await (this.#nodes[1] as Node).sessions.list(read.session.user)) {
        const owner = this.#entries.find(({ session }) => session === id)?.person ?? "nobody known";
        const isLinked = this.#locals.some(
          ({ verified, account }) => verified && account === read.session.user,
        );
        if (owner !== person && !isLinked) wrong.push(`${person} sees a session of ${owner}`);
      }
    }
    return wrong;
  }

  /**
   * A person who claimed an address keeps nothing by it if the provider proves that it is a
   * subject's.
   */
  async #leftWithSquatters(): Promise<string[]> {
    const wrong: string[] = [];
    for (const [n, { email, password, account, verified }] of this.#locals.entries()) {
      if (verified || !this.#provider.includes(email)) continue;
      if (await (this.#nodes[1] as Node).users.verifyPassword({ email, password }))
        wrong.push(`local ${n} keeps the password`);
      if ((await (this.#nodes[1] as Node).sessions.list(account)).length > 0)
        wrong.push(`local ${n} keeps a session`);
    }
    return wrong;
  }

  async #lostAddresses(): Promise<string[]> {
    const wrong: string[] = [];
    for (const [n, email] of this.#provider.entries()) {
      const account = this.#entries.find(({ person }) => person === `subject ${n}`)?.account;
      const found = await (this.#nodes[1] as Node).users.findByEmail(email);
      if (found?.id !== account || !found?.emailVerified) wrong.push(`subject ${n} doesn't have its address`);
    }
    return wrong;
  }

  async #do(one: Action): Promise<void> {
    switch (one.does) {
      case "rename": {
        const email = this.#address(one.address);
        for (const [other, had] of this.#provider.entries())
          if (had === email) this.#provider[other] = `${randomUUID()}@example.com`;
        this.#provider[one.subject] = email;
        return;
      }
      case "sign on":
        return this.#signOn(this.#nodes[one.node] as Node, one.subject);
      case "sign up":
        return this.#signUp(this.#nodes[one.node] as Node, this.#address(one.address), false);
      case "sign in": {
        const local = this.#locals[one.local];
        const at = this.#nodes[one.node] as Node;
        const user = local && (await at.users.verifyPassword(local));
        if (user) await this.#begin(at, `local ${one.local}`, user.id);
      }
    }
  }

  async #signOn(at: Node, subject: number): Promise<void> {
    const address = { status: "verified" as const, email: this.#provider[subject] ?? "" };
    const decided = await this.#rule(at, this.#subject(subject), { name: `Subject ${subject}`, address });
    if (decided.status === "entered") await this.#begin(at, `subject ${subject}`, decided.user.id);
  }

  async #signUp(at: Node, email: string, verified: boolean): Promise<void> {
    const password = randomUUID();
    const created = await at.users.create({
      email,
      name: "Local",
      password,
      ...(verified ? { emailVerified: new Date() } : {}),
    });
    if (created.status !== "created") return;
    const n = this.#locals.push({ email, password, account: created.user.id, verified }) - 1;
    await this.#begin(at, `local ${n}`, created.user.id);
  }

  /** Begins a session as both doors do (begin-session.ts). */
  async #begin({ sessions, users }: Node, person: string, account: string): Promise<void> {
    const begun = await createForUser(sessions, users, {
      user: account,
      data: { email: "", name: person, role: "user" },
      metadata: {
        createdBy: "app-a",
        signInMethod: "company",
        device: { browser: "Chrome 1", system: "Linux" },
      },
    });
    if (begun) this.#entries.push({ person, account, token: begun.token, session: begun.session.id });
  }

  #address(n: number): string {
    return `${n}-${this.#run}@example.com`;
  }

  #subject(n: number): Subject {
    return {
      provider: "company",
      providerAccountId: `https://login.example.com ${n}-${this.#run}`,
      type: "oidc",
    };
  }
}
