import type { NextConfig } from "next";
import { withDemo } from "../demo/next-config.ts";

/** What the rooms add to the build. */
export const withRooms = (config: NextConfig): NextConfig => withDemo(config);
