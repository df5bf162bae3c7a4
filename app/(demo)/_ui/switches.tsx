"use client";

import { pictureOfTape } from "./cluster/picture.ts";
import { statusOf } from "./cluster/status.ts";
import { Board } from "./tape/board.tsx";
import { useTape } from "./tape/use-tape.ts";

/** The live strip, compact, with the number of node changes under this login. */
export function Switches() {
  const live = useTape();
  const picture = pictureOfTape(live.tape, live.waiting);
  return (
    <div className="space-y-6">
      <p>
        <strong className="block font-bold text-6xl leading-none tracking-tight">{live.tape.switches}</strong>
        <span className="mt-2 block text-muted">
          node switches seen by this tab, {live.tape.lost === 1 ? "1 login" : `${live.tape.lost} logins`} lost
        </span>
      </p>
      <Board live={live} picture={picture} status={statusOf(picture, live.tape)} height="h-20" />
    </div>
  );
}
