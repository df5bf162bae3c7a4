import type { Room } from "../boot.ts";
import { controls } from "../controls/room.ts";
import { demo } from "../demo/room.ts";

/**
 * What is added to each node. The controls come last: they take away what
 * the others may have added.
 */
export const rooms: readonly Room[] = [demo, controls];
