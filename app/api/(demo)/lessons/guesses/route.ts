import { RateLimiterMemory } from "rate-limiter-flexible";
import { experiment, isVisitor } from "@/demo/lessons/experiment.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { Limit } from "@/lib/auth/throttle/limit.ts";
import { env } from "@/lib/env.ts";
import { dataRedis } from "@/lib/node/data-redis.ts";
import { perProcess } from "@/lib/node/per-process.ts";

/** Wrong passwords that both throttles allow. */
const points = 4;
const duration = 60;

const throttles = () =>
  perProcess("lesson-throttles", () => {
    const [secret = ""] = env().SESSION_PEPPERS;
    return {
      alone: new RateLimiterMemory({ points, duration }),
      shared: new Limit(dataRedis(), { name: "lesson-guesses", points, duration, secret, onAlone: () => {} }),
    };
  });

/** One wrong password. This node counts it alone, and all nodes count it together. 1 round trip. */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const visitor = new URL(request.url).searchParams.get("visitor");
    if (!isVisitor(visitor)) return null;
    const { alone, shared } = throttles();
    return {
      body: {
        alone: await alone.consume(visitor).then(
          () => true,
          () => false,
        ),
        shared: (await shared.count(visitor)).wait === 0,
      },
    };
  });
}

export const { OPTIONS, GET, PUT, PATCH, DELETE } = takesOnly("POST");
