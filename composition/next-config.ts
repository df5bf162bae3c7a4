import type { NextConfig } from "next";
import { withDemo } from "../demo/next-config.ts";

/** Adds the rooms' parts to the build's configuration. */
export const withRooms = (config: NextConfig): NextConfig => withDemo(config);
