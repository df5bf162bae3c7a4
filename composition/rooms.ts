import type { Room } from "../boot.ts";
import { controls } from "../controls/room.ts";
import { demo } from "../demo/room.ts";

/**
 * The rooms of each node. The controls come last, because they remove what the others may have
 * added.
 */
export const rooms: readonly Room[] = [demo, controls];
