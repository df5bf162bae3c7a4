import type { Container } from "./container.ts";
import type { Docker } from "./docker.ts";

/** Asks a node or Sentinel, from inside its container, as the operator. */
export class RedisCli {
  constructor(
    private readonly docker: Docker,
    private readonly password: () => Promise<string>,
  ) {}

  /** The lines of the replies, one command after the other; empty if it can't be asked. */
  async ask(
    container: Container,
    kind: "redis" | "sentinel",
    ...commands: readonly string[]
  ): Promise<readonly string[]> {
    const port = kind === "redis" ? 6379 : 26379;
    const cli = `timeout 2 redis-cli -p ${port} --user operator`;
    const script = commands.map((command) => `${cli} ${command}`).join(" && ");
    const output = await this.docker.exec(container.id, ["sh", "-c", script], {
      REDISCLI_AUTH: await this.password(),
    });
    return output === undefined || output === "" ? [] : output.split(/\r?\n/);
  }
}
