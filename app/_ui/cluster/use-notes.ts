"use client";

import { useEffect, useState } from "react";
import type { LiveEvent } from "@/lib/cluster/live/event.ts";
import type { Tape } from "../tape/tape.ts";

/** What this tab itself saw of an event, by its id. */
export type Notes = Readonly<Record<string, string>>;

/** Adds to a node's silence what became of this tab's requests: how many nginx passed on, and how many failed. */
export function useNotes(events: readonly LiveEvent[], tape: Tape): Notes {
  const [notes, setNotes] = useState<Notes>({});
  const last = events.findLast((event) => "node" in event && event.kind !== "node-leaving");

  useEffect(() => {
    if (last?.kind !== "node-silent") return;
    const before = tape.cells.findLastIndex(({ node, kind }) => kind === "read" && node === last.node);
    const since = tape.cells.slice(before + 1);
    if (since.length === 0) return;
    const passed = since.filter(({ tries }) => tries > 1).length;
    const failed = since.filter(({ kind }) => kind !== "read").length;
    const requests = (count: number) => `${count} request${count === 1 ? "" : "s"}`;
    const text = `nginx passed ${requests(passed)} of this tab on to another node; ${failed === 0 ? "none failed: nobody noticed" : `${failed} failed`}.`;
    setNotes((now) => (now[last.id] === text ? now : { ...now, [last.id]: text }));
  }, [last, tape]);

  return notes;
}
