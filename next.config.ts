import path from "node:path";
import type { NextConfig } from "next";
import { withRooms } from "./composition/next-config.ts";

/**
 * Headers for every answer. proxy.ts sets the Content-Security-Policy, which differs from page to
 * page.
 */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  // An address of this site may reveal what a person was about to do. This hides it from other
  // sites.
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  {
    key: "Permissions-Policy",
    value: "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  },
];

/** An answer that isn't a page loads and runs nothing, and shows in no frame. */
const noPage = [
  { key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" },
  ...securityHeaders,
];

const useCacheHandler = path.join(process.cwd(), "use-cache-handler.mjs");

const config: NextConfig = {
  // One self-contained server per replica: `.next/standalone/server.js`, 42 MB, without
  // node_modules to ship.
  output: "standalone",
  // The name that the runner gives (stack/build.ts). `deploy`, the live picture and a node's cache
  // know a build by it.
  generateBuildId: async () => process.env.BUILD_NAME ?? null,
  // Next.js finds the same folder from the lockfiles itself, unless a folder above has another
  // lockfile.
  outputFileTracingRoot: process.cwd(),
  // The stores read their Lua scripts, and the migrations, from their files.
  outputFileTracingIncludes: { "/**": ["./lib/**/*.lua", "./lib/**/*.sql"] },
  // Cached data and pages are in Redis for all nodes, and not in a node's memory. So a tag that
  // expires on one node counts on all.
  cacheHandler: path.join(process.cwd(), "cache-handler.mjs"),
  cacheHandlers: { default: useCacheHandler, remote: useCacheHandler },
  cacheMaxMemorySize: 0,
  // Only the directive. `cacheComponents`, which Next.js names in its warning, changes every page
  // that reads a cookie.
  experimental: { useCache: true },
  headers: async () => [
    { source: "/:path*", headers: securityHeaders },
    { source: "/api/:path*", headers: noPage },
    { source: "/.well-known/:path*", headers: noPage },
  ],
  poweredByHeader: false,
  // Only the app compresses, not the load balancer, so that no answer is compressed twice.
  compress: true,
};

export default withRooms(config);
