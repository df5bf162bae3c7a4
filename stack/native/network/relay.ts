import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import type { Part } from "../../topology.ts";
import { loopback } from "../driver.ts";
import { Link } from "./link.ts";
import { PeerFinder } from "./peer.ts";
import { noRules, type Rules, readRules, writeInForce } from "./rules.ts";

interface Connection {
  readonly link: Link;
  readonly server: Part;
  /** The part that connected; undefined for the runner and strangers, who are never cut off. */
  readonly client: string | undefined;
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
            const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) =>
              this.#accept(socket, part),
            );
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
    for (const connection of this.#connections) this.#apply(connection);
    await writeInForce(this.stateDir, this.#rules.version);
  }

  #accept(client: Socket, server: Part): void {
    const peer = this.#peers.find(client.remotePort ?? 0, server.port).catch(() => undefined);
    client.on("error", () => {});
    void peer.then((name) => {
      if (client.destroyed) return;
      // A cut connection is taken and stays silent: in user space a handshake can't be left unanswered.
      const upstream = connect({ port: server.listens, host: loopback, allowHalfOpen: true });
      // The part is down: that is heard as a refusal would be, at once.
      upstream.once("error", () => client.resetAndDestroy());
      const link = new Link(client, upstream);
      const connection = { link, server, client: name };
      this.#connections.add(connection);
      client.once("close", () => this.#connections.delete(connection));
      this.#apply(connection);
      client.resume();
    });
  }

  #apply({ link, server, client: name }: Connection): void {
    if (name === undefined) return;
    const cut = this.#rules.cuts.some(
      ([one, other]) => (one === name && other === server.name) || (one === server.name && other === name),
    );
    // A Redis node is the client of another for replication only.
    const replicates = server.kind === "redis" && name in this.#rules.lags;
    link.set(cut, replicates ? (this.#rules.lags[name] ?? 0) : 0);
  }
}

const [stateDir = "", parts = "[]", names = "[]"] = process.argv.slice(2);
const relay = new Relay(stateDir, JSON.parse(parts), JSON.parse(names));
process.on("SIGHUP", () => void relay.obey());
await relay.listen();
