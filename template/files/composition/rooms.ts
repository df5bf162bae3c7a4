import type { Room } from "@/boot.ts";

/**
 * What is added to each node beside the kept rooms: nothing, until you have a room of your own
 * (boot.ts says what one is).
 */
export const rooms: readonly Room[] = [];
