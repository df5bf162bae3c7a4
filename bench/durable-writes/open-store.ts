import { type SessionMetadata, sessionMetadata } from "../../lib/auth/session-metadata.ts";
import { RedisSessions } from "../../lib/session/index.ts";

const secret = "a benchmark's secret, 32 characters or more";

/** The store as the app opens it. */
export function openStore(url: string): RedisSessions<unknown, SessionMetadata> {
  return new RedisSessions<unknown, SessionMetadata>({
    metadata: sessionMetadata,
    url,
    peppers: [secret],
    envelopeKeys: [secret],
  });
}
