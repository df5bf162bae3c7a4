"use client";

import type { ReactNode } from "react";
import type { LiveEvent } from "@/lib/live/event.ts";
import type { ClusterState } from "@/lib/live/state.ts";
import { BreakThings, type Powers } from "../cluster/break-things.tsx";
import { EventLog } from "../cluster/event-log.tsx";
import { pictureOf } from "../cluster/picture.ts";
import { statusOf } from "../cluster/status.ts";
import { Topology } from "../cluster/topology.tsx";
import { useCluster } from "../cluster/use-cluster.ts";
import { useNotes } from "../cluster/use-notes.ts";
import { Guide } from "../guide/guide.tsx";
import { useGuide } from "../guide/use-guide.ts";
import { Board } from "./board.tsx";
import { type AtFirst, SessionCard } from "./session-card.tsx";
import { useTape } from "./use-tape.ts";

interface LiveProps {
  first: AtFirst;
  cluster: { state: ClusterState; events: readonly LiveEvent[] };
  powers: Powers;
  /** A button that signs in without a password, where the site allows that. */
  demo: ReactNode;
  /** The heading of the page. */
  heading: ReactNode;
  /** The node that served the page, in large type. */
  served: ReactNode;
}

/**
 * The whole live picture: the cluster, the strip, the login, the parts to break and the event log.
 */
export function Live({ first, cluster: known, powers, demo, heading, served }: LiveProps) {
  const live = useTape();
  const cluster = useCluster(known);
  const { tape, waiting } = live;
  const notes = useNotes({ events: cluster.events, tape, waiting, at: cluster.state.at });
  const picture = pictureOf({ ...cluster, tape, waiting, first: first.node });
  const guide = useGuide();
  const session = live.answered ? tape.session : first.session;
  const signedIn = session !== null && session !== "unknown";
  return (
    <div className="space-y-6">
      <div className="grid items-center gap-x-10 gap-y-5 lg:grid-cols-[minmax(0,5fr)_minmax(0,8fr)]">
        <div className="min-w-0 space-y-4">
          {heading}
          {guide.open && (
            <Guide
              tape={tape}
              first={first.node}
              signedIn={signedIn}
              powers={powers}
              demo={demo}
              onClose={guide.close}
            />
          )}
        </div>
        {/* Before the drawing, which is centered: the browser may paint the page while it still
            arrives, and this would then push the drawing down. */}
        <div className="order-last min-w-0 lg:order-none lg:col-start-1 lg:row-start-2">{served}</div>
        <div className="min-w-0 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          <Topology picture={picture} requests={tape.next} />
        </div>
      </div>
      <Board live={live} picture={picture} status={statusOf(picture, tape)} height="h-32 lg:h-36" />
      <SessionCard tape={tape} answered={live.answered} first={first} demo={guide.open ? null : demo} />
      <div className="grid gap-6 lg:grid-cols-2">
        <BreakThings picture={picture} events={cluster.events} powers={powers} />
        <EventLog events={cluster.events} notes={notes} picture={picture} streamedBy={cluster.streamedBy} />
      </div>
    </div>
  );
}
