// One of several processes that have the timer of the same job (campaign.ts). Its effects go to
// another Redis than the lease.
import { setTimeout as pause } from "node:timers/promises";
import { DurableRedis } from "../../session/redis/durable.ts";
import { FencedStream } from "../fenced-stream.ts";
import { Job } from "../job.ts";
import { jobOf, streamOf, workMs } from "./settings.ts";

const [name = "", jobUrl = "", resourceUrl = ""] = process.argv.slice(2);
const stream = new FencedStream(new DurableRedis({ url: resourceUrl, label: name }), streamOf);
new Job({
  ...jobOf,
  redis: new DurableRedis({ url: jobUrl, label: name }),
  work: async (turn) => {
    await pause(workMs);
    await stream.append(turn, { worker: name });
  },
  // The job asks for the next slot all the same.
  onError: () => {},
}).start();
// A job's timers alone keep no process alive.
process.stdin.resume();
