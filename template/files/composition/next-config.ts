import type { NextConfig } from "next";

/** Your rooms' additions to the build. */
export const withRooms = (config: NextConfig): NextConfig => config;
