import { openFeed } from "@/demo/feed.ts";
import { takesOnly } from "@/lib/auth/methods.ts";
import { tooManyStreams } from "@/lib/auth/problem.ts";
import { isEventId } from "@/lib/live/event.ts";
import { eventStream, isFull } from "@/lib/node/event-stream.ts";

export const dynamic = "force-dynamic";

/**
 * The live picture: `state` each second, and `happened` for each event with its id, beginning after
 * Last-Event-ID or after `?after=`. Every node can resume a stream that another node began. No
 * Redis round trip: each node reads the stream once for all viewers.
 */
export async function GET(request: Request): Promise<Response> {
  if (isFull()) return tooManyStreams();
  const last = request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after");
  return eventStream(request, 500, (outlet) => openFeed(outlet, isEventId(last) ? last : undefined));
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
