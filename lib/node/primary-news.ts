import { partName } from "../live/part-names.ts";
import type { PrimaryNews } from "../session/redis/absence.ts";

/**
 * The log's lines about the primary: one when writes begin to wait, and one when they no longer
 * wait.
 */
export function inWords(news: PrimaryNews): string {
  const named = (address: string | undefined) => (address === undefined ? "Redis" : nameOf(address));
  if (news.kind === "lost") {
    return news.from === undefined
      ? "Redis can't be reached. Check REDIS_URL and that Redis runs; what must be written waits."
      : `${named(news.from)}, the Redis primary, is gone. Writes wait for it or for the next one.`;
  }
  const waited = `writes waited up to ${news.seconds.toFixed(1)} s`;
  if (news.from === undefined) return `${named(news.to)} is reached; ${waited}.`;
  return news.from === news.to
    ? `${named(news.to)}, the Redis primary, is back; ${waited}.`
    : `${named(news.to)} is the Redis primary now, after ${named(news.from)}; ${waited}.`;
}

function nameOf(address: string): string {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(address) ?? [];
  const name = partName({ host, port: Number(port) });
  return name === address ? address : `${name} (${address})`;
}
