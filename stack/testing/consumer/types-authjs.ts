// Compiled by stack/test-package.ts in the project that has the package installed,
// and not with the sources.

import { RedisSessions } from "@unstuck/session";
import { authjsAdapter } from "@unstuck/session/authjs";
import { DurableRedis } from "@unstuck/session/redis";

interface Data {
  name: string;
}

const keys = { peppers: ["…"], envelopeKeys: ["…"] };

export const adapter = authjsAdapter<Data>({
  redis: new DurableRedis({ url: "redis://127.0.0.1", label: "types" }),
  sessions: new RedisSessions<Data>({ url: "redis://127.0.0.1", ...keys }),
  login: ({ name }) => ({ data: { name: name ?? "" } }),
});
