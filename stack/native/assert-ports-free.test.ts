import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePorts } from "../../lib/session/testing/free-ports.ts";
import type { Part } from "../topology.ts";
import { assertPortsFree } from "./assert-ports-free.ts";
import { listensOn } from "./listens-on.ts";

const nginxAt = (port: number): Part => ({
  name: "nginx",
  kind: "load-balancer",
  port,
  listens: port,
  portSetting: "PORT",
});

it.each(listensOn("load-balancer"))(
  "a port that is taken on %s alone is named with its holder, and with the setting that moves it",
  async (host) => {
    const port = await freePorts(1);
    await assertPortsFree([nginxAt(port)]);
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(port, host, resolve));
    try {
      const problem = await assertPortsFree([nginxAt(port)]).catch((error: Error) => error.message);
      expect(problem).toContain(`Port ${port} for nginx is taken on ${host} by `);
      expect(problem).toContain(`(pid ${process.pid}). End that, or set PORT `);
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
  },
);

it("a port that is taken on an address where the part doesn't listen is free for it", async () => {
  const port = await freePorts(1);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.3", resolve));
  try {
    await assertPortsFree([nginxAt(port)]);
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});
