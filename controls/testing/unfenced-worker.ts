// A process of the job campaign. Its resource accepts every effect, like a resource that compares
// no fencing tokens.
import { setTimeout as pause } from "node:timers/promises";
import { Job } from "../../lib/jobs/job.ts";
import { jobOf, streamOf, workMs } from "../../lib/jobs/testing/settings.ts";
import { DurableRedis } from "../../lib/session/redis/durable.ts";

const [name = "", jobUrl = "", resourceUrl = ""] = process.argv.slice(2);
const resource = new DurableRedis({ url: resourceUrl, label: name });
new Job({
  ...jobOf,
  redis: new DurableRedis({ url: jobUrl, label: name }),
  work: async ({ slot, token }) => {
    await pause(workMs);
    const entry = ["slot", slot, "token", token, "worker", name].map(String);
    const client = resource.client;
    if ("xadd" in client) await resource.run(() => client.xadd(streamOf.key, "*", ...entry), 2000);
  },
  onError: () => {},
}).start();
process.stdin.resume();
