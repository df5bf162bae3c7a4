import { setTimeout as pause } from "node:timers/promises";
import type { NativeStack } from "../native.ts";

/** Starts dead parts again, a second after they were found dead, until told to end. */
export async function supervise(stack: NativeStack, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(1000, undefined, { signal }).catch(() => {});
    for (const { name } of signal.aborted ? [] : await stack.died()) {
      console.error(`${name} died; starting it again`);
      await stack.start(name).catch((error: Error) => console.error(error.message));
    }
  }
}
