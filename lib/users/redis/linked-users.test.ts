import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../../session/redis/durable.ts";
import { UserDirectory } from "../directory.ts";
import { fenceKey, userKey } from "./keys.ts";
import { RedisLinkedUsers } from "./linked-users.ts";
import * as scripts from "./scripts.ts";
import { type Step, stepwise } from "./testing/stepwise.ts";
import { RedisUserRecords } from "./user-records.ts";

const fresh = () => `${randomUUID()}@example.com`;
const link = () => ({ issuer: "https://login.example.com", subject: randomUUID() });
const nobodyIsRemoved = () => Promise.reject(new Error("Nobody is to be removed here."));

describe.each(Object.entries(inject("redisUrls")))("on %s Redis", (_, url) => {
  let redis: DurableRedis;
  let users: UserDirectory;
  let linked: RedisLinkedUsers;
  beforeAll(() => {
    redis = new DurableRedis({ url, label: "linked-users" });
    users = new UserDirectory(new RedisUserRecords(redis));
    linked = new RedisLinkedUsers(redis);
  });
  afterAll(() => redis.close());

  async function added(email: string, emailVerified?: Date) {
    const created = await users.create({ email, name: "Ada", ...(emailVerified ? { emailVerified } : {}) });
    return created.status === "created" ? created.user.id : "";
  }

  it("an opened account that is never linked expires, and a linked one stays", async () => {
    const own = link();
    const [lost, kept] = [await linked.open("Ada", own), await linked.open("Ada", own)];
    expect(await linked.link(kept, own)).toBe(true);
    const alive = (id: string) => redis.client.pttl(userKey(id));
    expect(await alive(kept)).toBe(-1);
    expect(await alive(lost)).toBeGreaterThan(0);
  });

  /** Lets each step go, and keeps the step for a repetition. */
  async function finished<T>(work: Promise<T>, waiting: Step[], done: Step[]): Promise<T> {
    let answered = false;
    const answer = work.finally(() => {
      answered = true;
    });
    while (!answered) {
      const step = waiting.shift();
      await step?.run();
      if (step) done.push(step);
      await pause(1);
    }
    return answer;
  }

  async function opened(): Promise<string> {
    const own = link();
    const id = await linked.open("Grace", own);
    await linked.link(id, own);
    return id;
  }

  it("no step of a takeover or an opening that reaches Redis late takes an email from its later owner", async () => {
    const email = fresh();
    const waiting: Step[] = [];
    const done: Step[] = [];
    const slow = new RedisLinkedUsers(stepwise(redis, waiting));
    const own = link();
    const first = await finished(slow.open("Ada", own), waiting, done);
    await linked.link(first, own);
    await linked.takeEmail(first, email, nobodyIsRemoved);
    const second = await opened();
    await finished(slow.takeEmail(second, email, nobodyIsRemoved), waiting, done);
    // The provider gives the email back.
    expect(await linked.takeEmail(first, email, nobodyIsRemoved)).toEqual({ status: "taken", removed: 0 });
    expect(done.map((step) => step.write[0])).toContain(scripts.yieldScript);
    for (const step of done) await step.repeat();
    expect(await users.findByEmail(email)).toMatchObject({ id: first, emailVerified: expect.any(Date) });
    expect(await users.find(second)).toMatchObject({ email: "" });
    expect(await redis.client.pttl(userKey(first))).toBe(-1);
    expect(await users.create({ email, name: "Eve" })).toEqual({ status: "taken" });
  });

  it("an email that its owner claims once more and hasn't committed yet is taken from them, and stays so", async () => {
    const email = fresh();
    const first = await opened();
    await linked.takeEmail(first, email, nobodyIsRemoved);
    const waiting: Step[] = [];
    const done: Step[] = [];
    const again = new UserDirectory(new RedisUserRecords(stepwise(redis, waiting))).update(first, { email });
    while (waiting[0]?.write[0] !== scripts.commitScript) {
      await waiting.shift()?.run();
      await pause(1);
    }
    const second = await opened();
    expect(await linked.takeEmail(second, email, nobodyIsRemoved)).toEqual({ status: "taken", removed: 0 });
    expect(await finished(again, waiting, done)).toEqual({ status: "taken" });
    expect(await users.find(first)).toMatchObject({ email: "" });
    expect(await users.findByEmail(email)).toMatchObject({ id: second });
  });

  it("a barred account's change to another email that is under way comes to nothing", async () => {
    const [email, another] = [fresh(), fresh()];
    const squatter = await added(email);
    const waiting: Step[] = [];
    const changing = new UserDirectory(new RedisUserRecords(stepwise(redis, waiting))).update(squatter, {
      email: another,
    });
    while (waiting[0]?.write[0] !== scripts.commitScript) {
      await waiting.shift()?.run();
      await pause(1);
    }
    const id = await opened();
    // An outage interrupts the removal.
    const cut = linked.takeEmail(id, email, () => Promise.reject(new Error("There is an outage.")));
    await expect(cut).rejects.toThrow("outage");
    expect(await finished(changing, waiting, [])).toEqual({ status: "none" });
    expect(await users.create({ email: another, name: "Eve" })).toMatchObject({ status: "created" });
    const remove = async (barred: string) => void (await users.remove(barred));
    expect(await linked.takeEmail(id, email, remove)).toEqual({ status: "taken", removed: 1 });
  });

  it("a barred account is nobody to every door, keeps the email from others, and may be barred again", async () => {
    const email = fresh();
    const password = "a long walk in the rain";
    const created = await users.create({ email, name: "Squatter", password });
    const id = created.status === "created" ? created.user.id : "";
    const keys: [string, string] = [userKey(id), `${userKey(id)}:password`];
    const fence = String(await redis.client.get(fenceKey(email)));
    for (let time = 0; time < 2; time += 1)
      expect(await redis.write(scripts.yieldScript, keys, [email, fence])).toEqual([2]);
    expect(await users.find(id)).toBeUndefined();
    expect(await users.exists(id)).toBe(false);
    expect(await users.findByEmail(email)).toBeUndefined();
    expect(await users.verifyPassword({ email, password })).toBeUndefined();
    expect(await users.setPassword(id, "quite another thing")).toEqual({ status: "wrong" });
    expect(await users.update(id, { email: fresh() })).toEqual({ status: "none" });
    expect(await linked.link(id, link())).toBe(false);
    expect(await users.create({ email, name: "Another" })).toEqual({ status: "taken" });
  });
});
