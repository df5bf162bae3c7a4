import { onTestFinished } from "vitest";
import { spy } from "./spy.ts";

/**
 * All that a node is told from now to the test's end, as MONITOR prints it; read it by
 * calling what is returned.
 */
export async function monitor(url: string): Promise<() => string> {
  const { text, close } = await spy(url);
  onTestFinished(close);
  return text;
}
