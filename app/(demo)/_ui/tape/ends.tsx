"use client";

import { useEffect } from "react";
import { followEnds } from "./use-tape.ts";

/** Every page has this, so that the tape knows of each sign-out, wherever it happens. */
export function TapeFollowsEnds() {
  useEffect(followEnds, []);
  return null;
}
