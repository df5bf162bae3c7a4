import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { type SessionMetadata, sessionMetadata } from "../lib/auth/session-metadata.ts";
import { RedisSessions } from "../lib/session/index.ts";
import { defaultKeys, tagOf } from "../lib/session/keys.ts";
import { inFlight } from "./in-flight.ts";
import { withRedis } from "./own-redis.ts";
import { sampleLogin } from "./sample-login.ts";

/** Bytes that a primary sends each replica for the reads. */
export interface Traffic {
  reads: number;
  slides: number;
  ours: number;
  getex: number;
}

const width = 200;
/**
 * Seconds. This stands for 30 minutes. The share after which a read slides is the default tenth, as
 * in the app.
 */
const idle = 60;
const slideAfter = idle * 0.1;

/**
 * Counts the growth of the replication stream while people read their sessions. Each session is
 * read `readsPerSlide` times in the tenth of the idle time after which a slide is due. The last of
 * these reads slides.
 */
export function replicationTraffic(reads: number, readsPerSlide: number): Promise<Traffic> {
  return withRedis(1, async ({ url, operator, info }) => {
    const secret = randomBytes(32).toString("base64url");
    let slides = 0;
    const sessions = new RedisSessions<unknown, SessionMetadata>({
      metadata: sessionMetadata,
      url,
      peppers: [secret],
      envelopeKeys: [secret],
      policy: { idle },
      observer: { read: (_outcome, slid) => (slides += Number(slid)) },
    });
    const people = Math.round(reads / readsPerSlide);
    const tokens: string[] = [];
    const keys: string[] = [];
    await inFlight(people, width, async (user) => {
      const { token, session } = await sessions.create(sampleLogin(user));
      tokens[user] = token;
      keys[user] = defaultKeys.record(tagOf(session.user), session.id);
    });
    const due = performance.now() + slideAfter * 1000;
    const offset = () => info("replication", "master_repl_offset");
    const read = (index: number) => sessions.read(tokens[index % people] ?? "");

    const before = await offset();
    await inFlight(reads - people, width, read);
    if (performance.now() > due) throw new Error("This machine is too slow: slides fell due too early.");
    await pause(due - performance.now());
    await inFlight(people, width, read);
    const ours = (await offset()) - before;
    if (slides !== people) throw new Error(`${slides} reads slid instead of ${people}.`);

    const between = await offset();
    await inFlight(reads, width, (index) => operator.getex(keys[index % people] ?? "", "PX", idle * 1000));
    const getex = (await offset()) - between;
    await sessions.close();
    return { reads, slides, ours, getex };
  });
}
