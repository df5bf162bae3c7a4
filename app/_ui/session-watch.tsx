"use client";

import { useEffect } from "react";
import { onSignOutWanted } from "./tape/use-tape.ts";

/** A page that signs itself out is on its way elsewhere by then; measured: 0.3 s on the reference machine. */
const ownWayTakes = 3000;

/** Milliseconds until a stream that was refused is asked for again. */
const refusedPause = 5000;

/**
 * Leaves the page when its session is ended elsewhere, on whatever node: within milliseconds by an event, and without events
 * at the next request anyway. Streams only while the tab is seen, since HTTP/1.1 lets a browser have six connections to a
 * site; a tab that comes back is told at once what it missed.
 */
export function SessionWatch() {
  useEffect(() => {
    let source: EventSource | undefined;
    let wanted = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let again: ReturnType<typeof setTimeout> | undefined;

    const ended = async () => {
      source?.close();
      source = undefined;
      // This browser may have signed in anew, which ended the session of before.
      const answer = await fetch("/api/whoami", { cache: "no-store" }).catch(() => undefined);
      const who = answer?.ok ? ((await answer.json()) as { session: unknown }) : undefined;
      if (who?.session !== null) return;
      const leave = () => location.assign(wanted ? "/login" : "/login?ended=elsewhere");
      if (wanted) timer = setTimeout(leave, ownWayTakes);
      else leave();
    };
    const listen = () => {
      if (document.hidden) {
        source?.close();
        source = undefined;
      } else if (!source) {
        source = new EventSource("/api/events");
        source.addEventListener("ended", ended);
        // A browser comes back by itself after a break, and never after an answer that is no stream: 429, or 503.
        source.addEventListener("error", () => {
          if (source?.readyState !== EventSource.CLOSED) return;
          source = undefined;
          clearTimeout(again);
          again = setTimeout(listen, refusedPause);
        });
      }
    };
    listen();
    document.addEventListener("visibilitychange", listen);
    const stopListening = onSignOutWanted(() => {
      wanted = true;
    });
    return () => {
      clearTimeout(timer);
      clearTimeout(again);
      document.removeEventListener("visibilitychange", listen);
      stopListening();
      source?.close();
    };
  }, []);
  return null;
}
