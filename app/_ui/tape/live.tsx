"use client";

import type { ReactNode } from "react";
import type { LiveEvent } from "@/lib/cluster/live/event.ts";
import type { ClusterState } from "@/lib/cluster/live/state.ts";
import { BreakThings, type Powers } from "../cluster/break-things.tsx";
import { EventLog } from "../cluster/event-log.tsx";
import { Topology } from "../cluster/topology.tsx";
import { useCluster } from "../cluster/use-cluster.ts";
import { useNotes } from "../cluster/use-notes.ts";
import { Board } from "./board.tsx";
import { type AtFirst, SessionCard } from "./session-card.tsx";
import { useTape } from "./use-tape.ts";

interface LiveProps {
  first: AtFirst;
  cluster: { state: ClusterState; events: readonly LiveEvent[] };
  powers: Powers;
  /** Signs in without a password, where that is allowed. */
  demo: ReactNode;
  /** Stands beside the drawing. */
  children: ReactNode;
}

/** The whole live picture: the cluster, the strip, the login, what can be broken and what happened. */
export function Live({ first, cluster: known, powers, demo, children }: LiveProps) {
  const live = useTape();
  const cluster = useCluster(known);
  const notes = useNotes(cluster.events, live.tape);
  return (
    <div className="space-y-6">
      <div className="grid items-center gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,5fr)_minmax(0,8fr)]">
        {children}
        <Topology state={cluster.state} tape={live.tape} first={first.node} />
      </div>
      <Board live={live} height="h-32 lg:h-36" />
      <SessionCard tape={live.tape} answered={live.answered} first={first} demo={demo} />
      <div className="grid gap-6 lg:grid-cols-2">
        <BreakThings state={cluster.state} powers={powers} />
        <EventLog events={cluster.events} notes={notes} streamedBy={cluster.streamedBy} />
      </div>
    </div>
  );
}
