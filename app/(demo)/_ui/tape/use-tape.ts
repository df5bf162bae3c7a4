"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import { onRightfulEnd, onSignOutWanted } from "../../../_ui/session-watch/ends.ts";
import { probe } from "./probe.ts";
import { advance, EMPTY, excuse, leave, type Tape } from "./tape.ts";

const EVERY_MS = 700;
/**
 * Three tabs that ask at the same pace would each meet the same node for ever, since round robin
 * deals their requests out in turn. Seen with 100 ms; with 350 ms the order of two tabs is lost
 * within two requests.
 */
const JITTER_MS = 350;
/**
 * A page that the person leaves lives on for a few milliseconds. Measured: without the pause, 6 of
 * 26 reloads count a failure.
 */
const LEAVING_MS = 300;
/** A healthy site answers within milliseconds, so a request that takes longer than this is news. */
const WAITING_MS = 1000;
/**
 * The number goes up when the shape of a tape changes, so that an old tab never
 * meets a shape it doesn't know.
 */
const KEY = "unstuck.tape.3";

let tape: Tape | undefined;
const listeners = new Set<() => void>();

function read(): Tape {
  if (tape) return tape;
  try {
    const kept = sessionStorage.getItem(KEY);
    tape = kept ? (JSON.parse(kept) as Tape) : EMPTY;
  } catch {
    tape = EMPTY;
  }
  return tape;
}

function write(next: Tape): void {
  tape = next;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser without storage still shows the tape, until the next reload.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Until the returned function is called, takes note of sessions that end normally: none of them is
 * a lost login.
 */
export function followEnds(): () => void {
  const stops = [
    onSignOutWanted(() => write(leave(read()))),
    onRightfulEnd((id) => write(excuse(read(), id))),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/**
 * Asks now and about every 0.7 s, until the returned function is called. An answer that comes later
 * counts for nothing.
 */
function ask(onAnswer: () => void, onWaiting: (waiting: boolean) => void): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout>;
  const turn = async () => {
    const late = setTimeout(() => onWaiting(!stopped), WAITING_MS);
    const answer = await probe();
    clearTimeout(late);
    // While the person leaves the page, its request also fails, though no node did. The page is
    // gone before this pause ends.
    if (answer.status === 0) await new Promise((resolve) => setTimeout(resolve, LEAVING_MS));
    if (stopped) return;
    write(advance(read(), answer));
    onWaiting(false);
    onAnswer();
    timer = setTimeout(turn, EVERY_MS + (Math.random() * 2 - 1) * JITTER_MS);
  };
  turn();
  return () => {
    stopped = true;
    onWaiting(false);
    clearTimeout(timer);
  };
}

/** One request about every 0.7 s while the tab is visible and not paused. */
export function useTape() {
  const seen = useSyncExternalStore(subscribe, read, () => EMPTY);
  const [paused, setPaused] = useState(false);
  const [hidden, setHidden] = useState(false);
  const [answered, setAnswered] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const running = !paused && !hidden;

  useEffect(() => {
    const look = () => setHidden(document.hidden);
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);

  useEffect(() => {
    if (!running) return;
    return ask(() => setAnswered(true), setWaiting);
  }, [running]);

  /**
   * `answered`: since this page was opened; before that the tape shows an earlier page.
   * `waiting`: a request has had no answer for a second.
   */
  return { tape: seen, answered, waiting, running, paused, togglePause: () => setPaused((now) => !now) };
}
