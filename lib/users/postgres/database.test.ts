import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { isUnavailable } from "../../session/index.ts";
import { UserDirectory } from "../directory.ts";
import { EmailProofs } from "../email-proofs.ts";
import { proofLasts } from "../proof-records.ts";
import { PostgresServer } from "../testing/postgres-server.ts";
import { Postgres } from "./client.ts";
import { PostgresUserDatabase } from "./database.ts";
import { migrate } from "./migrate.ts";

const password = "a long walk in the rain";
const fresh = () => `${randomUUID()}@example.com`;
const there = inject("databaseUrl") !== "";
const title = there
  ? "PostgreSQL"
  : "PostgreSQL, which this machine doesn't have: apt-get install postgresql";

describe.skipIf(!there)(title, () => {
  let server: PostgresServer;
  const open: PostgresUserDatabase[] = [];
  beforeAll(async () => {
    server = (await PostgresServer.start()) as PostgresServer;
  }, 30_000);
  afterAll(async () => {
    await Promise.all(open.map((one) => one.close()));
    await server.end();
  });

  function node(url: string) {
    const database = new PostgresUserDatabase({ url, label: "app-a" });
    open.push(database);
    return { ...database, users: new UserDirectory(database.users), ready: () => database.ready(), database };
  }
  async function refusal(work: () => Promise<unknown>): Promise<Error & { retryAfter?: number }> {
    const error = await work().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toSatisfy(isUnavailable);
    return error as Error;
  }

  it("of nodes that start at once on an empty database, one creates the tables and all use them", async () => {
    const url = await server.database();
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(applied.filter((numbers) => numbers.length > 0)).toHaveLength(1);
    const nodes = [node(url), node(url), node(url)];
    const email = fresh();
    const created = await Promise.all(nodes.map(({ users }) => users.create({ email, name: "Ada" })));
    expect(created.filter(({ status }) => status === "created")).toHaveLength(1);
    expect(await migrate(url)).toEqual([]);
  });

  it("a node of an older build leaves the tables of a newer one as they are", async () => {
    const url = await server.database();
    await migrate(url);
    await server.ask("insert into migrations (number) values (999)", new URL(url).pathname.slice(1));
    expect(await migrate(url)).toEqual([]);
  });

  it("a wrong login, database or right names DATABASE_URL and what to do, and shows no secret", async () => {
    const url = await server.database();
    await migrate(url);
    const name = new URL(url).pathname.slice(1);
    const secret = new URL(url).password;
    await server.ask(`create role guest login password '${secret}'`);
    const ask = (address: string) =>
      refusal(() => node(address).users.verifyPassword({ email: fresh(), password }));
    const wrong = [
      [await ask(url.replace(secret, "hunter2")), /refuses the login.*password in DATABASE_URL/],
      [await ask(url.replace(name, "elsewhere")), /no such database.*DATABASE_URL/],
      [await ask(server.urlOf(name, "guest")), /user in DATABASE_URL may not.*Grant/],
    ] as const;
    await server.ask("drop table owned_records, email_proofs, user_links, users", name);
    for (const [error, means] of [
      ...wrong,
      [await ask(url), /table of the directory is missing.*DATABASE_URL/] as const,
    ]) {
      expect(error.message).toMatch(means);
      expect(error).toMatchObject({ name: "DatabaseMisconfigured", retryAfter: 30 });
      expect(JSON.stringify([error, error.message, error.cause, error.stack])).not.toMatch(
        new RegExp(`hunter2|${secret}`),
      );
    }
  });

  it("a statement that is refused for another reason quotes nothing that a person typed", async () => {
    const { database } = node(await server.database());
    const user = { id: "a", email: "", name: "hunter2", role: "user" as const };
    const error = await database.users.create(user, "hunter2").then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error?.message).toContain("23514 users users_email_check");
    expect(JSON.stringify([error, error?.message, error?.cause])).not.toContain("hunter2");
  });

  it("while it is away or hangs, the answer is an outage within the deadline, and goes on when it is back", async () => {
    const { users } = node(await server.database());
    const email = fresh();
    await users.create({ email, name: "Ada", password });
    const timed = async () => {
      const begun = performance.now();
      const error = await refusal(() => users.findByEmail(email));
      expect(error).toMatchObject({ name: "DatabaseUnavailable", retryAfter: 2 });
      expect(error.message).toContain("DATABASE_URL");
      return performance.now() - begun;
    };
    await server.freeze();
    try {
      expect(await timed(), "it hangs").toBeLessThan(6000);
      const all = await Promise.all(Array.from({ length: 30 }, timed));
      expect(Math.max(...all), "more than there are connections").toBeLessThan(6000);
    } finally {
      await server.thaw();
    }
    expect(await users.findByEmail(email)).toMatchObject({ email });
    await server.kill();
    expect(await timed(), "it is away").toBeLessThan(1000);
    await server.run();
    expect(await users.verifyPassword({ email, password })).toMatchObject({ email });
  }, 60_000);

  it("a connection that breaks inside a transaction ends neither the process nor the change", async () => {
    const postgres = new Postgres({ url: await server.database(), label: "broken" });
    let tries = 0;
    const result = await postgres.transaction(async (query) => {
      tries += 1;
      const [own] = await query<{ pid: number }>("select pg_backend_pid() as pid");
      if (tries === 1) {
        await server.ask(`select pg_terminate_backend(${own?.pid})`);
        // Wait until the connection has noticed it, between two statements.
        await pause(200);
      }
      return query("select 1 as one");
    });
    expect(result).toEqual([{ one: 1 }]);
    expect(tries).toBe(2);
    await postgres.close();
  });

  it("a node that starts while it is away creates the tables once it is back", async () => {
    const url = await server.database();
    await server.kill();
    const { users, ready } = node(url);
    await refusal(ready);
    await server.run();
    expect(await users.create({ email: fresh(), name: "Ada" })).toMatchObject({ status: "created" });
  }, 60_000);

  it("an opened account that is never linked expires, and a linked one stays", async () => {
    const url = await server.database();
    const name = new URL(url).pathname.slice(1);
    const { linked } = node(url);
    const link = { issuer: "https://login.example.com", subject: randomUUID() };
    const [lost, kept] = [await linked.open("Ada", link), await linked.open("Ada", link)];
    expect(await linked.link(kept, link)).toBe(true);
    await server.ask("update users set expires_at = expires_at - interval '59 seconds'", name);
    expect(await linked.find(lost, link)).toBeDefined();
    await server.ask("update users set expires_at = expires_at - interval '2 seconds'", name);
    expect(await linked.find(lost, link)).toBeUndefined();
    expect(await linked.link(lost, link)).toBe(false);
    expect(await linked.find(kept, link)).toMatchObject({ settled: true });
    await linked.open("Grace", { ...link, subject: randomUUID() });
    expect(await server.ask(`select from users where id = '${lost}'`, name), "it is gone").toEqual([]);
  });

  it("codes may be used for as long as they say, by PostgreSQL's clock, and a dump makes none", async () => {
    const url = await server.database();
    const name = new URL(url).pathname.slice(1);
    const { users, proofs } = node(url);
    const codes = new EmailProofs(proofs, ["p".repeat(43)]);
    const created = await users.create({ email: fresh(), name: "Ada", password });
    const id = created.status === "created" ? created.user.id : "";
    for (const purpose of ["verify", "reset"] as const) {
      const begun = purpose === "verify" ? await codes.beginVerification(id) : await codes.beginReset(id);
      const code = begun.status === "begun" ? begun.code : "";
      const [row] = await server.ask(
        `select seed, extract(epoch from expires_at - now())::float as left from email_proofs where purpose = '${purpose}'`,
        name,
      );
      expect(row?.left).toBeGreaterThan(proofLasts[purpose] - 10);
      expect(row?.left).toBeLessThanOrEqual(proofLasts[purpose]);
      expect(code).not.toContain(row?.seed);
      expect(await codes.find(purpose, `${id}.${row?.seed}`)).toBeUndefined();
      expect(await codes.find(purpose, code)).toBeDefined();
      await server.ask("update email_proofs set expires_at = now()", name);
      expect(await codes.find(purpose, code), "expired").toBeUndefined();
    }
    const [stored] = await server.ask("select password, users::text as all from users", name);
    expect(stored?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(stored?.all).not.toContain(password);
  });
});
