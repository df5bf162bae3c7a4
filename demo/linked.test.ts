import { expect, it } from "vitest";
import { companySignOn } from "../lib/auth/company-sign-on.ts";
import { openNode } from "../lib/auth/testing/open-node.ts";
import { OwnRedis } from "../lib/session/testing/own-redis.ts";
import { openOnRedis } from "../lib/users/testing/each-database.ts";
import { ensureDemo } from "./accounts.ts";

const secret = "k".repeat(44);
const password = "a long walk in the rain";

it("the demo's account is linked as one whose address is verified, and never to a second subject", async () => {
  const own = await OwnRedis.begin();
  const redisUrl = own.urlOf(await own.node("min-replicas-to-write 0"));
  const node = openNode({ redisUrl, open: () => openOnRedis(redisUrl) });
  const email = "user@example.com";
  await ensureDemo(node.users, { email, password, secret });
  const entered = [];
  for (const subject of ["s-1", "s-2", "s-1"]) {
    const who = {
      provider: "company",
      providerAccountId: `https://login.example.com ${subject}`,
      type: "oidc" as const,
    };
    const decided = await companySignOn(node, who, { name: "Ada", address: { status: "verified", email } });
    entered.push(decided.status === "entered" && decided.user.id === "demo-user");
  }
  expect(entered).toEqual([true, false, true]);
  await node.close();
  await own.end();
});
