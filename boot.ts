import { openCaches } from "./lib/cache/shared.ts";
import { checkSettings, type Settings } from "./lib/env/settings.ts";
import { env } from "./lib/env.ts";
import { beginLive } from "./lib/live/begin.ts";
import { requestMetrics } from "./lib/metrics/metrics.ts";
import { watchRedis } from "./lib/metrics/redis-watch.ts";
import { watchUpkeep } from "./lib/metrics/upkeep.ts";
import { AnswerLog } from "./lib/node/answer-log.ts";
import { drain } from "./lib/node/drain.ts";
import { log } from "./lib/node/log.ts";
import { watchAnswers } from "./lib/node/request-context.ts";
import { userDatabase } from "./lib/users/users.ts";

/**
 * A room of the project that can be deleted. It adds to a node through the seams that the kept
 * rooms offer.
 */
export interface Room {
  readonly settings: Settings<unknown>;
  /** Called once, before the kept rooms make anything. */
  begin(): void;
}

/**
 * Starts a node, once, before its first request: checks its settings, opens the caches, puts its
 * name into its answers, begins to watch Redis, and sets up the drain.
 * @throws {BadSettings}
 */
export function boot(rooms: readonly Room[]): void {
  checkSettings([env, ...rooms.map(({ settings }) => settings)]);
  for (const room of rooms) room.begin();
  const { DRAIN_SECONDS, EXIT_DEADLINE_SECONDS } = env();
  openCaches();
  // The first node that starts creates the tables in PostgreSQL now.
  userDatabase();
  const answers = new AnswerLog((fields, line) => log().error(fields, line));
  drain().onClose(async () => answers.end());
  watchAnswers((answer) => {
    requestMetrics().observe(answer);
    answers.observe(answer);
  });
  watchRedis();
  watchUpkeep();
  beginLive();
  const leave = () => {
    setTimeout(() => process.exit(1), EXIT_DEADLINE_SECONDS * 1000).unref();
    void drain()
      .leave(DRAIN_SECONDS)
      .then(() => process.exit(0));
  };
  process.once("SIGTERM", leave);
  process.once("SIGINT", leave);
}
