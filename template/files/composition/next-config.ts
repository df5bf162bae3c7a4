import type { NextConfig } from "next";

/** What your rooms add to the build. */
export const withRooms = (config: NextConfig): NextConfig => config;
