"use client";

import { useEffect, useState } from "react";
import type { LiveEvent } from "@/lib/live/event.ts";
import type { ClusterState } from "@/lib/live/state.ts";

const kept = 40;
/**
 * Milliseconds without a state after which the stream counts as interrupted. One comes each second,
 * and every two while Redis is away.
 */
const missedAfter = 2500;
/**
 * Milliseconds of silence after which the browser opens a stream again: for a stream that has
 * begun, and for a stream whose node has sent nothing at all.
 */
const silence = { begun: 3500, opening: 1500 };

export interface Cluster {
  state: ClusterState;
  /** When this browser received the state. Milliseconds since 1970. */
  heardAt: number;
  /** No state has come for a while. */
  interrupted: boolean;
  /** The newest last. */
  events: readonly LiveEvent[];
  /** The node that holds the stream; null while it is interrupted. */
  streamedBy: string | null;
}

/**
 * The live picture over one event stream. After a break the stream comes back by itself, on another
 * node, and goes on after the last event that the tab saw. The stream is open only while the tab is
 * visible, since HTTP/1.1 lets a browser have six connections to a site.
 */
export function useCluster(first: { state: ClusterState; events: readonly LiveEvent[] }): Cluster {
  const [cluster, setCluster] = useState<Cluster>(() => ({
    ...first,
    heardAt: Date.now(),
    interrupted: false,
    streamedBy: null,
  }));
  // The events as of the first rendering: after a sign-in the server renders this page again, and
  // the stream goes on.
  const [known] = useState(first.events);

  useEffect(() => {
    let source: EventSource | undefined;
    let heard = Date.now();
    let opening = heard;
    let begun = false;
    let events = [...known];
    const close = () => {
      source?.close();
      source = undefined;
      setCluster((now) => ({ ...now, streamedBy: null }));
    };
    const open = () => {
      // A stream that the page itself opens again sends no Last-Event-ID. One that the browser
      // reopens does.
      const last = events.at(-1)?.id;
      const opened = new EventSource(`/api/events/cluster${last ? `?after=${last}` : ""}`);
      source = opened;
      opening = Date.now();
      begun = false;
      opened.addEventListener("node", ({ data }) => {
        begun = true;
        const { node } = JSON.parse(data) as { node: string };
        setCluster((now) => ({ ...now, streamedBy: node }));
      });
      opened.addEventListener("state", ({ data }) => {
        heard = Date.now();
        const state = JSON.parse(data) as ClusterState;
        setCluster((now) => ({ ...now, state, heardAt: heard, interrupted: false }));
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
    // A frozen node keeps its connections open and sends nothing. A browser by itself would wait
    // until nginx gives up.
    const watch = setInterval(() => {
      const now = Date.now();
      const since = begun ? Math.max(heard, opening) : opening;
      if (source && now - since > (begun ? silence.begun : silence.opening)) close();
      look();
      if (!document.hidden && now - heard > missedAfter) {
        setCluster((cluster) => (cluster.interrupted ? cluster : { ...cluster, interrupted: true }));
      }
    }, 500);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(watch);
      document.removeEventListener("visibilitychange", look);
      source?.close();
    };
  }, [known]);

  return cluster;
}
