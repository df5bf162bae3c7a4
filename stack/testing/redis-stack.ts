import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePorts } from "../../lib/session/testing/free-ports.ts";
import { NativeStack } from "../native.ts";
import { temporarySecrets } from "../secrets.ts";
import { defaultPorts } from "../topology.ts";

/** The stack's Redis nodes and Sentinels alone, in a folder and with secrets of their own. */
export class RedisStack {
  readonly secrets = temporarySecrets();
  readonly stateDir: string;
  readonly stack: NativeStack;

  private constructor(stateDir: string, first: number, relayed: boolean) {
    this.stateDir = stateDir;
    const settings = {
      ports: { ...defaultPorts, REDIS_PORT: first, SENTINEL_PORT: first + 3 },
      stateDir,
      siteUrl: "http://localhost",
      releaseFile: "",
      relayed,
      develops: false,
      secrets: this.secrets,
      environment: {},
    };
    this.stack = new NativeStack(settings, ["redis", "sentinel"]);
  }

  /**
   * @param relayed Whether links can be cut: a relay listens on the announced ports, and
   * the parts ten further up.
   */
  static async begin(relayed = false): Promise<RedisStack> {
    const stateDir = await mkdtemp(path.join(tmpdir(), "unstuck-redis-stack-"));
    const own = new RedisStack(stateDir, await freePorts(relayed ? 16 : 6), relayed);
    await own.stack.up();
    return own;
  }

  async end(): Promise<void> {
    await this.stack.down();
    await rm(this.stateDir, { recursive: true, force: true });
  }
}
