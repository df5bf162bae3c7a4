import path from "node:path";
import type { NextConfig } from "next";
import { withRooms } from "./composition/next-config.ts";

/** For every answer. What differs from page to page, the Content-Security-Policy, is proxy.ts's. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // An address of this site may hold what a person was about to do; other
  // sites learn nothing of it.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  },
];

/** What is no page runs nothing and shows in no frame. */
const noPage = [
  { key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" },
  ...securityHeaders,
];

const useCacheHandler = path.join(process.cwd(), "use-cache-handler.mjs");

const config: NextConfig = {
  // One self-contained server per replica: `.next/standalone/server.js`, 42
  // MB, no node_modules to ship.
  output: "standalone",
  // The name that the runner gives (stack/build.ts): `deploy`, the live picture and what a node
  // caches all know a build by it.
  generateBuildId: async () => process.env.BUILD_NAME ?? null,
  // As it is found from the lockfiles by itself, unless there's another in a folder above.
  outputFileTracingRoot: process.cwd(),
  // The stores read their Lua scripts, and the migrations, from their files.
  outputFileTracingIncludes: { "/**": ["./lib/**/*.lua", "./lib/**/*.sql"] },
  // Cached data and pages are in Redis, for all nodes, and none in a node's memory: a tag
  // expired on one counts on all.
  cacheHandler: path.join(process.cwd(), "cache-handler.mjs"),
  cacheHandlers: { default: useCacheHandler, remote: useCacheHandler },
  cacheMaxMemorySize: 0,
  // The directive alone. `cacheComponents`, which Next.js names in its warning, makes every page
  // that reads a cookie another one.
  experimental: { useCache: true },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    { source: "/api/:path*", headers: noPage },
    { source: "/.well-known/:path*", headers: noPage },
  ],
  poweredByHeader: false,
  // The load balancer compresses nothing twice: one place decides, and it is the app.
  compress: true,
};

export default withRooms(config);
