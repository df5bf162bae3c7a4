"use client";

import { useEffect, useState } from "react";
import type { LiveEvent } from "@/lib/live/event.ts";
import type { Cell, Tape } from "../tape/tape.ts";

/** This tab's own observations of an event, by the event's id. */
export type Notes = Readonly<Record<string, string>>;

/** Milliseconds, by Redis's clock, for which this tab's requests may still have met an event. */
const freshFor = 10_000;
/** Milliseconds that the news of a new primary takes to reach this tab. */
const newsTakes = 2000;

interface Seen {
  events: readonly LiveEvent[];
  tape: Tape;
  /** Whether this tab's request has had no answer for a second: its outcome isn't known yet. */
  waiting: boolean;
  /** By Redis's clock. */
  at: number;
}

/** Adds to a node's silence, and to an election, the outcome of this tab's requests meanwhile. */
export function useNotes({ events, tape, waiting, at }: Seen): Notes {
  const [notes, setNotes] = useState<Notes>({});
  const last = events.findLast(
    (event) => event.kind === "primary" || ("node" in event && event.kind !== "node-leaving"),
  );
  const isFresh = last !== undefined && at - last.at < freshFor;

  useEffect(() => {
    if (!isFresh || waiting) return;
    const text = noteOn(last, tape);
    if (text) setNotes((now) => (now[last.id] === text ? now : { ...now, [last.id]: text }));
  }, [last, isFresh, tape, waiting]);

  return notes;
}

function noteOn(event: LiveEvent, { cells }: Tape): string | undefined {
  if (event.kind === "node-silent") {
    const before = cells.findLastIndex(({ node, kind }) => kind === "read" && node === event.node);
    const since = cells.slice(before + 1);
    if (since.length === 0) return undefined;
    const retried = since.filter(({ tries }) => tries > 1).length;
    return `nginx retried ${requests(retried)} of this tab on another node; ${outcome(since)}.`;
  }
  if (event.kind !== "primary") return undefined;
  const from = (cells.at(-1)?.at ?? 0) - event.ms - newsTakes;
  const since = cells.filter(({ at }) => at > from);
  if (event.ms < 1000 || since.length === 0) return undefined;
  return `Of ${requests(since.length)} of this tab around that time, ${outcome(since)}.`;
}

function outcome(cells: readonly Cell[]): string {
  const failed = cells.filter(({ kind }) => kind !== "read").length;
  const slowest = Math.max(...cells.map(({ ms }) => ms));
  const took = slowest < 1000 ? `${slowest} ms` : `${(slowest / 1000).toFixed(1)} s`;
  return `${failed === 0 ? "none failed" : `${failed} failed`}, and the slowest took ${took}`;
}

const requests = (count: number) => `${count} request${count === 1 ? "" : "s"}`;
