import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import type { Part } from "../../topology.ts";
import { loopback } from "../driver.ts";
import { Link } from "./link.ts";
import { PeerFinder } from "./peer.ts";
import { noRules, type Rules, readRules, writeInForce } from "./rules.ts";

interface Connection {
  readonly link: Link;
  readonly from: number;
  readonly server: Part;
}

/** The network between the parts: a process that holds every part's port and passes on, or doesn't, what the others send. */
export class Relay {
  #rules: Rules = noRules;
  readonly #connections = new Set<Connection>();
  readonly #peers: PeerFinder;

  constructor(
    private readonly stateDir: string,
    private readonly parts: readonly Part[],
    names: readonly string[],
  ) {
    this.#peers = new PeerFinder(path.join(stateDir, "run"), names);
  }

  async listen(): Promise<void> {
    await Promise.all(
      this.parts.map(
        (part) =>
          new Promise<void>((resolve, reject) => {
            const server = createServer({ allowHalfOpen: true }, (socket) => void this.#accept(socket, part));
            server.once("error", reject);
            server.listen(part.port, loopback, resolve);
          }),
      ),
    );
    await this.obey();
  }

  /** Takes the rules as they are now, for the open connections and those to come. */
  async obey(): Promise<void> {
    this.#rules = await readRules(this.stateDir);
    await Promise.all([...this.#connections].map((connection) => this.#apply(connection)));
    await writeInForce(this.stateDir, this.#rules.version);
  }

  /** Whether it matters who connects to this part. */
  #isRuled({ name, kind }: Part): boolean {
    const { cuts, lags } = this.#rules;
    return cuts.some((pair) => pair.includes(name)) || (kind === "redis" && Object.keys(lags).length > 0);
  }

  async #accept(client: Socket, server: Part): Promise<void> {
    client.on("error", () => {});
    const upstream = connect({ port: server.listens, host: loopback, allowHalfOpen: true });
    // The part is down: that is heard as a refusal would be, at once.
    upstream.once("error", () => client.resetAndDestroy());
    const link = new Link(client, upstream);
    const connection = { link, from: client.remotePort ?? 0, server };
    this.#connections.add(connection);
    client.once("close", () => this.#connections.delete(connection));
    // It was taken, since in user space a handshake can't be left unanswered, but it stays silent until it's known whose it is.
    if (this.#rules.cuts.some((pair) => pair.includes(server.name))) link.set(true, 0);
    await this.#apply(connection);
  }

  async #apply({ link, from, server }: Connection): Promise<void> {
    const name = this.#isRuled(server)
      ? await this.#peers.find(from, server.port).catch(() => undefined)
      : undefined;
    const { cuts, lags } = this.#rules;
    const cut = cuts.some(
      ([one, other]) => (one === name && other === server.name) || (one === server.name && other === name),
    );
    // A Redis node is the client of another for replication only.
    const replicates = server.kind === "redis" && name !== undefined && name in lags;
    link.set(cut, replicates ? (lags[name] ?? 0) : 0);
  }
}

const [stateDir = "", parts = "[]", names = "[]"] = process.argv.slice(2);
const relay = new Relay(stateDir, JSON.parse(parts), JSON.parse(names));
process.on("SIGHUP", () => void relay.obey());
await relay.listen();
