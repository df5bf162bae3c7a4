import type { NextConfig } from "next";

const config: NextConfig = {
  // One self-contained server per replica: `.next/standalone/server.js`, 42 MB, no node_modules to ship.
  output: "standalone",
  // The stores read their Lua scripts from their files.
  outputFileTracingIncludes: { "/**": ["./lib/**/*.lua"] },
  poweredByHeader: false,
  // The load balancer compresses nothing twice: one place decides, and it is the app.
  compress: true,
};

export default config;
