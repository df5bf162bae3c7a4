"use client";

import { Board } from "../_ui/tape/board.tsx";
import { useTape } from "../_ui/tape/use-tape.ts";

/** The live strip, compact, with how often the node has changed under this login. */
export function Switches() {
  const live = useTape();
  return (
    <div className="space-y-6">
      <p>
        <strong className="block font-bold text-6xl leading-none tracking-tight">{live.tape.switches}</strong>
        <span className="mt-2 block text-muted">
          node switches seen by this tab, {live.tape.lost === 1 ? "1 login" : `${live.tape.lost} logins`} lost
        </span>
      </p>
      <Board live={live} height="h-20" />
    </div>
  );
}
