import { isAfter, type LiveEvent } from "../lib/live/event.ts";
import { live } from "../lib/live/live.ts";
import type { ClusterState } from "../lib/live/state.ts";
import { eventText, type Outlet } from "../lib/node/event-stream.ts";

/** Each state is made into text once, for any number of viewers. */
const texts = new WeakMap<ClusterState, string>();

function stateText(state: ClusterState): string {
  const made = texts.get(state) ?? eventText("state", state);
  texts.set(state, made);
  return made;
}

/** The number of earlier events that a newly opened page gets. */
const shownAtFirst = 20;

/**
 * Sends the picture to one browser. The browser may have seen newer events than this node has read
 * so far. Then the node does not send those again when it reads them.
 * @param last The id of the last event that the browser has.
 * @returns A function that ends it.
 */
export function openFeed({ send, sendText }: Outlet, last: string | undefined): () => void {
  const feed = live();
  let seen = last ?? "0-0";
  const tell = (events: readonly LiveEvent[]) => {
    for (const event of events) {
      if (!isAfter(event.id, seen)) continue;
      seen = event.id;
      send("happened", event, event.id);
    }
  };
  sendText(stateText(feed.state));
  tell(last === undefined ? feed.recent.slice(-shownAtFirst) : feed.after(last));
  return feed.watch({ state: (state) => sendText(stateText(state)), events: tell });
}
