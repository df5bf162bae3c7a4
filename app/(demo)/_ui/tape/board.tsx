"use client";

import { secondary } from "../../../_ui/button.ts";
import { letterOf } from "../../../_ui/node-badge.tsx";
import { isGone, type Picture } from "../cluster/picture.ts";
import type { Status } from "../cluster/status.ts";
import { Strip } from "./strip.tsx";
import { knownNodes, type Tape } from "./tape.ts";
import type { useTape } from "./use-tape.ts";

interface BoardProps {
  live: ReturnType<typeof useTape>;
  picture: Picture;
  status: Status;
  /** Class names of the strip. */
  height: string;
}

/** The strip with its pause button, legend, counts, and the state of the cluster in words. */
export function Board({ live, picture, status, height }: BoardProps) {
  const { tape, answered, running, paused, togglePause } = live;
  return (
    <section aria-labelledby="requests" className="@container rounded-panel border border-rule bg-panel">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-rule border-b px-4 py-3 sm:px-6">
        <h2 id="requests" className="font-bold">
          Requests of this tab
        </h2>
        <p className="order-3 w-full text-muted text-sm @2xl:order-none @2xl:w-auto @2xl:grow">
          <code className="font-mono text-[0.8125rem]">GET /api/whoami</code> every 0.7 s, newest on the right
        </p>
        <button type="button" onClick={togglePause} aria-pressed={paused} className={`${secondary} w-28`}>
          {paused ? "Resume" : "Pause"}
        </button>
      </div>
      <div className="px-4 pt-6 sm:px-6">
        <Strip tape={tape} gliding={answered} className={height} />
        <noscript>
          <p className="mt-3">
            The strip needs JavaScript. Without it, reload this page: another node serves it.
          </p>
        </noscript>
      </div>
      <Counts tape={tape} picture={picture} />
      <StatusLine status={status} running={running} paused={paused} />
    </section>
  );
}

/** The legend of the strip, with how many requests each node answered. */
function Counts({ tape, picture }: { tape: Tape; picture: Picture }) {
  const names = knownNodes(tape);
  const silent = picture.nodes.filter(({ is }) => isGone(is)).map(({ name }) => name);
  return (
    <dl className="grid grid-cols-2 px-4 pt-5 pb-4 @lg:grid-cols-4 sm:px-6">
      {names.map((node) => (
        <div key={node} data-node={node} className="flex items-center gap-3 py-1.5">
          <dt className="flex items-center gap-2">
            <span
              aria-hidden="true"
              className="inline-grid size-5 place-items-center rounded-[2px] bg-(--node) font-bold font-mono text-(--on-node) text-xs"
            >
              {letterOf(node)}
            </span>
            {node}
          </dt>
          <dd className="font-bold text-lg leading-none">{tape.counts[node] ?? 0}</dd>
          {silent.includes(node) && <dd className="text-muted text-sm">silent</dd>}
        </div>
      ))}
      <div className="flex items-center gap-3 py-1.5">
        <dt className="flex items-center gap-2">
          <span aria-hidden="true" className="hatch inline-block size-5 rounded-[2px] border border-ink" />
          failed
        </dt>
        <dd className="font-bold text-lg leading-none">{tape.failed}</dd>
      </div>
    </dl>
  );
}

/**
 * One line that is always present, so that news moves nothing. It is read aloud when it changes.
 */
function StatusLine({ status, running, paused }: { status: Status; running: boolean; paused: boolean }) {
  const text = paused
    ? "Paused. Nothing is sent until you resume."
    : running
      ? status.text
      : "Waiting until this tab is visible.";
  return (
    <div className="flex min-h-16 items-center gap-3 border-rule border-t px-4 py-3 text-sm sm:px-6">
      <span
        aria-hidden="true"
        className={`size-3 shrink-0 border border-ink ${status.trouble ? "hatch" : running ? "rounded-full bg-ink" : "rounded-full"}`}
      />
      <p role="status" data-testid="status" data-away={status.away.join(" ")}>
        {text}
      </p>
    </div>
  );
}
