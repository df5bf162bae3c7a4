"use client";

import { useEffect, useState } from "react";
import type { LiveEvent } from "@/lib/cluster/live/event.ts";
import type { ClusterState } from "@/lib/cluster/live/state.ts";

const kept = 40;
/** Five of the states that come each second. */
const silence = 5000;

export interface Cluster {
  state: ClusterState;
  /** The newest last. */
  events: readonly LiveEvent[];
  /** The node that holds the stream; null while it is interrupted. */
  streamedBy: string | null;
}

/**
 * The live picture over one event stream, which comes back by itself, on another node and after the last event that was seen. Only
 * while the tab is looked at, since HTTP/1.1 lets a browser have six connections to a site.
 */
export function useCluster(first: { state: ClusterState; events: readonly LiveEvent[] }): Cluster {
  const [cluster, setCluster] = useState<Cluster>({ ...first, streamedBy: null });
  // As of the first rendering: the server renders this page anew after a sign-in, and the stream goes on.
  const [known] = useState(first.events);

  useEffect(() => {
    let source: EventSource | undefined;
    let heard = Date.now();
    let events = [...known];
    const close = () => {
      source?.close();
      source = undefined;
      setCluster((now) => ({ ...now, streamedBy: null }));
    };
    const open = () => {
      // A stream that the page opens anew itself sends no Last-Event-ID, unlike one that breaks.
      const last = events.at(-1)?.id;
      const opened = new EventSource(`/api/events/cluster${last ? `?after=${last}` : ""}`);
      source = opened;
      heard = Date.now();
      opened.addEventListener("node", ({ data }) => {
        heard = Date.now();
        const { node } = JSON.parse(data) as { node: string };
        setCluster((now) => ({ ...now, streamedBy: node }));
      });
      opened.addEventListener("state", ({ data }) => {
        heard = Date.now();
        const state = JSON.parse(data) as ClusterState;
        setCluster((now) => ({ ...now, state }));
      });
      opened.addEventListener("happened", ({ data }) => {
        events = [...events, JSON.parse(data) as LiveEvent].slice(-kept);
        setCluster((now) => ({ ...now, events }));
      });
      opened.addEventListener("error", () => setCluster((now) => ({ ...now, streamedBy: null })));
    };
    const look = () => {
      if (document.hidden) close();
      else if (!source) open();
    };
    look();
    // A node that is frozen keeps its connections open and says nothing; a browser would wait until nginx gives up.
    const watch = setInterval(() => {
      if (source && Date.now() - heard > silence) close();
      look();
    }, 1000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(watch);
      document.removeEventListener("visibilitychange", look);
      source?.close();
    };
  }, [known]);

  return cluster;
}
