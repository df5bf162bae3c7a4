import { onTestFinished } from "vitest";
import { spy } from "./spy.ts";

/**
 * All commands that a node gets from now to the test's end, as MONITOR prints them. Call the
 * returned function to read them.
 */
export async function monitor(url: string): Promise<() => string> {
  const { text, close } = await spy(url);
  onTestFinished(close);
  return text;
}
