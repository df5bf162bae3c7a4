"use client";

import type { ReactNode } from "react";
import { Board } from "./board.tsx";
import { type AtFirst, SessionCard } from "./session-card.tsx";
import { Signals } from "./signals.tsx";
import { useTape } from "./use-tape.ts";

/** The whole live picture: the way of a request, the strip, the login. `children` stands beside the diagram. */
export function Live({ first, children }: { first: AtFirst; children: ReactNode }) {
  const live = useTape();
  return (
    <div className="space-y-6">
      <div className="grid items-center gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,6fr)_minmax(0,7fr)]">
        {children}
        <Signals tape={live.tape} first={first.node} />
      </div>
      <div className="pt-4 lg:pt-8">
        <Board live={live} height="h-32 lg:h-40" />
      </div>
      <SessionCard tape={live.tape} answered={live.answered} first={first} />
    </div>
  );
}
