"use client";

import { useEffect } from "react";
import { followEnds } from "./use-tape.ts";

/** Stands on every page, so that the tape knows of each sign-out, wherever it happens. */
export function TapeFollowsEnds() {
  useEffect(followEnds, []);
  return null;
}
