import fc from "fast-check";
import type { AdapterAccount } from "next-auth/adapters";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeEachDatabase } from "../users/testing/each-database.ts";
import { companySignOn } from "./company-sign-on.ts";
import { story } from "./testing/company-story.ts";
import { CompanyWorld, type Rule } from "./testing/company-world.ts";
import { type Node, openNode } from "./testing/open-node.ts";

/**
 * The rule that Auth.js follows: a subject without an account gets the one with its
 * address. The negative control.
 */
const byAddress: Rule = async ({ database, users }, subject, { address }) => {
  const records = database.owned<AdapterAccount>("account");
  const id = `control:${subject.providerAccountId}`;
  const record = await records.find(id);
  const linked = record && (await users.find(record.userId));
  if (linked) return { status: "entered", user: linked, removed: false };
  if (address.status !== "verified") return { status: "refused", reason: address.status };
  const known = await users.findByEmail(address.email);
  if (known && !known.emailVerified) return { status: "refused", reason: "unverified" };
  const created =
    known ?? (await users.create({ email: address.email, name: "Ada", emailVerified: new Date() }));
  const user = "status" in created ? (created.status === "created" ? created.user : undefined) : created;
  if (!user) return { status: "refused", reason: "unverified" };
  await records.add(id, { ...subject, userId: user.id });
  return { status: "entered", user, removed: false };
};

describeEachDatabase((place) => {
  let nodes: Node[];
  beforeAll(() => {
    nodes = [openNode(place), openNode(place)];
  });
  afterAll(() => Promise.all(nodes.map((one) => one.close())));

  /** @param kind The kind of fault to look for. The property ignores other faults. */
  const property = (rule: Rule, kind: RegExp) =>
    fc.asyncProperty(story, async (told) => {
      const wrong = await new CompanyWorld(nodes, rule).live(told);
      expect(wrong.filter((one) => kind.test(one))).toEqual([]);
    });

  it("whatever the order of rename, reissue, sign-up and sign-on, nobody sees anybody else's sessions", async () => {
    await fc.assert(property(companySignOn, /./), { numRuns: 20 });
  }, 120_000);

  it.each([
    ["shares accounts", /share an account/],
    ["shows somebody else's session", /sees a session/],
    ["locks people out", /can't get in/],
  ])(
    "linking by the address alone, as Auth.js does, %s",
    async (_, kind) => {
      const found = await fc.check(property(byAddress, kind), { numRuns: 60, seed: 7, endOnFailure: true });
      expect(found.failed).toBe(true);
    },
    120_000,
  );
});
