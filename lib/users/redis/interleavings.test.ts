import { setTimeout as pause } from "node:timers/promises";
import { afterAll, describe, expect, inject, it } from "vitest";
import { DurableRedis } from "../../session/redis/durable.ts";
import { openOperator, primaryAlone, topologies } from "../../session/testing/stores.ts";
import { UserDirectory } from "../directory.ts";
import { emailKey, fenceKey, userKey } from "./keys.ts";
import * as scripts from "./scripts.ts";
import { interleaved, withoutFences } from "./testing/interleaved.ts";
import { type Step, stepwise } from "./testing/stepwise.ts";
import { RedisUserRecords } from "./user-records.ts";

const fresh = () => `${crypto.randomUUID()}@example.com`;

describe.each(topologies)("on %s Redis", (topology) => {
  // No failover happens here, so no write has to wait for replicas.
  const redis = new DurableRedis({
    url: inject("redisUrls")[topology],
    label: "interleavings",
    acknowledgement: primaryAlone,
  });
  afterAll(() => redis.close());
  const directory = new UserDirectory(new RedisUserRecords(redis));

  async function added(email: string): Promise<string> {
    const created = await directory.create({ email, name: "Ada" });
    return created.status === "created" ? created.user.id : expect.fail(created.status);
  }

  /** The next waiting step, once one waits. */
  async function next(waiting: Step[]): Promise<Step> {
    while (waiting.length === 0) await pause(1);
    return waiting.shift() as Step;
  }

  /** Lets one call go until its next step is this script. */
  async function until(waiting: Step[], script: typeof scripts.releaseScript): Promise<Step> {
    for (;;) {
      const step = await next(waiting);
      if (step.write[0] === script) return step;
      await step.run();
    }
  }

  it("the release of an address that its user has again meanwhile doesn't take it from them", async () => {
    const [a, b] = [fresh(), fresh()];
    const id = await added(a);
    const slow: Step[] = [];
    const changing = new UserDirectory(new RedisUserRecords(stepwise(redis, slow))).update(id, { email: b });
    const release = await until(slow, scripts.releaseScript);
    expect(await directory.update(id, { email: a })).toMatchObject({ status: "changed" });
    await release.run();
    await changing;
    expect(await directory.findByEmail(a)).toMatchObject({ id });
    expect(await directory.create({ email: a, name: "Eve" })).toEqual({ status: "taken" });
  });

  it("an address that its former user takes again while another takes it over is only one's", async () => {
    const [a, b] = [fresh(), fresh()];
    const first = await added(a);
    // Its change to b stops before the release, so its claim to a remains.
    const cut: Step[] = [];
    void new UserDirectory(new RedisUserRecords(stepwise(redis, cut))).update(first, { email: b });
    await until(cut, scripts.releaseScript);
    const slow: Step[] = [];
    const creating = new UserDirectory(new RedisUserRecords(stepwise(redis, slow))).create({
      email: a,
      name: "Eve",
    });
    await until(slow, scripts.contestScript).then((contest) => contest.run());
    expect(await directory.update(first, { email: a })).toMatchObject({ status: "changed" });
    const finish = async () => {
      let answered = false;
      const answer = creating.finally(() => {
        answered = true;
      });
      while (!answered) {
        await slow.shift()?.run();
        await pause(1);
      }
      return answer;
    };
    expect(await finish()).toEqual({ status: "taken" });
    expect(await directory.findByEmail(a)).toMatchObject({ id: first });
  });

  it("a change that was given up doesn't come true by a later one of the same user", async () => {
    const [a, b] = [fresh(), fresh()];
    const user = await added(b);
    // The user has the claim, and waits too long before the commit.
    const slow: Step[] = [];
    const changing = new UserDirectory(new RedisUserRecords(stepwise(redis, slow), { stepTakes: 0 })).update(
      user,
      { email: a },
    );
    const commit = await until(slow, scripts.commitScript);
    const other = await new UserDirectory(new RedisUserRecords(redis, { stepTakes: 0 })).create({
      email: a,
      name: "Eve",
    });
    expect(other).toMatchObject({ status: "created" });
    expect(await directory.update(user, { email: a })).toEqual({ status: "taken" });
    await commit.run();
    expect(await directory.find(user)).toMatchObject({ email: b });
    let answered = false;
    const answer = changing.finally(() => {
      answered = true;
    });
    while (!answered) {
      await slow.shift()?.run();
      await pause(1);
    }
    expect(await answer).toEqual({ status: "taken" });
  });

  it("what was written before there were fences is read, changed and given up as before", async () => {
    const [a, b] = [fresh(), fresh()];
    const id = await added(a);
    const operator = openOperator(topology);
    await operator.del(fenceKey(a));
    await operator.hdel(userKey(id), "claim");
    expect(await directory.findByEmail(a)).toMatchObject({ id });
    expect(await directory.create({ email: a, name: "Eve" })).toEqual({ status: "taken" });
    expect(await directory.update(id, { email: b })).toMatchObject({ status: "changed" });
    expect(await operator.exists(emailKey(a))).toBe(0);
    await operator.del(fenceKey(b));
    await operator.hdel(userKey(id), "claim");
    expect(await directory.remove(id)).toBe(true);
    expect(await operator.exists(emailKey(b))).toBe(0);
  });

  it("a claim is a user's id and nothing else, as a build that knows no fences reads it", async () => {
    const email = fresh();
    const id = await added(email);
    expect(await openOperator(topology).get(emailKey(email))).toBe(id);
  });

  it("no two users ever have one address, and the user who has it holds its claim, however the steps of several changes interleave", async () => {
    for (let seed = 1; seed <= 60; seed += 1) expect(await interleaved(redis, seed)).toBeUndefined();
  }, 120_000);

  it("control: without the fences such an interleaving is found", async () => {
    for (let seed = 1; seed <= 400; seed += 1) if (await interleaved(withoutFences(redis), seed)) return;
    expect.fail("No interleaving broke what the fences keep.");
  }, 120_000);
});
