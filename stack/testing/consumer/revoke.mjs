// Ends sessions one by one, and says of each when the store acknowledged it: one of the two
// processes of stack/test-package.ts. It is killed in the middle.
import { RedisSessions } from "@unstuck/session";
import { keys, login } from "./login.mjs";

const sessions = new RedisSessions({ url: process.env.REDIS_URL, ...keys, label: "revoker" });
const living = await Promise.all(Array.from({ length: 20 }, () => sessions.create(login())));
const doomed = await Promise.all(Array.from({ length: 2000 }, () => sessions.create(login())));
const tokens = (begun) => begun.map(({ token }) => token);
console.log(JSON.stringify({ living: tokens(living), doomed: tokens(doomed) }));
for (const { token } of doomed) {
  await sessions.revoke({ token });
  console.log(JSON.stringify({ revoked: token }));
}
