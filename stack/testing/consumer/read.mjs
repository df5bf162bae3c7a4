// Answers for each line of tokens, in JSON, which of them are accepted: the other process of
// stack/test-package.ts. It goes on while the primary is replaced.
import { createInterface } from "node:readline";
import { isUnavailable, RedisSessions } from "@unstuck/session";
import { keys, login } from "./login.mjs";

const sessions = new RedisSessions({ url: process.env.REDIS_URL, ...keys, label: "reader" });
await sessions.ping(8000);
console.log(JSON.stringify("ready"));

/** Whether each is accepted; null where the store can't say. */
const ask = (tokens) =>
  Promise.all(
    tokens.map((token) =>
      sessions.read(token).then(
        ({ status }) => status === "alive",
        (error) => {
          if (isUnavailable(error)) return null;
          throw error;
        },
      ),
    ),
  );

/**
 * A login, which only a primary acknowledges. If two Sentinels stand for election at once, the next
 * election comes after several seconds.
 */
async function logInOnceThereIsAPrimary() {
  for (const until = performance.now() + 40_000; ; ) {
    try {
      return await sessions.create(login());
    } catch (error) {
      if (!isUnavailable(error) || performance.now() > until) throw error;
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { tokens, write } = JSON.parse(line);
  if (write) await logInOnceThereIsAPrimary();
  console.log(JSON.stringify(await ask(tokens)));
}
await sessions.close();
