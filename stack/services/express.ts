import path from "node:path";
import { root } from "../settings.ts";
import type { RunnableService } from "./service.ts";

/**
 * Express (services/express), which needs nothing that the app doesn't. Its tests
 * are among the project's own.
 */
export const express: RunnableService = {
  name: "express",
  setUp: async () => ({}),
  running: () => ({
    name: "express",
    health: "/express/health",
    command: {
      file: process.execPath,
      args: ["--import", "tsx", path.join(root, "services/express/server.ts")],
      cwd: root,
      env: {},
    },
  }),
};
