import type { Room } from "@/boot.ts";

/**
 * The rooms that are added to each node beside the kept rooms: none, until you have a room of your
 * own (boot.ts says what one is).
 */
export const rooms: readonly Room[] = [];
