import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { Link } from "../../../lib/session/testing/link.ts";
import { type Part, partsOf } from "../../topology.ts";
import { loopback } from "../driver.ts";
import { PeerFinder } from "./peer.ts";
import { noRules, type Rules, readRules, writeInForce } from "./rules.ts";

interface Connection {
  readonly link: Link;
  readonly client: { readonly address: string; readonly port: number };
  readonly server: Part;
}

/**
 * The network between the parts: a process that holds every part's port and passes on, or
 * doesn't, what the others send.
 */
export class Relay {
  #rules: Rules = noRules;
  readonly #connections = new Set<Connection>();
  readonly #behind: readonly Part[];
  /** The parts that connect from an address of their own. */
  readonly #sources: ReadonlyMap<string, string>;
  /** The nodes, which have no address of their own. */
  readonly #nodes: readonly string[];
  readonly #peers: PeerFinder;
  readonly #stateDir: string;

  constructor(stateDir: string, parts: readonly Part[]) {
    this.#stateDir = stateDir;
    this.#behind = parts.filter(({ port, listens }) => port !== listens);
    this.#sources = new Map(parts.flatMap(({ name, source }) => (source ? [[source, name]] : [])));
    this.#nodes = partsOf(parts, "app").map(({ name }) => name);
    this.#peers = new PeerFinder(path.join(stateDir, "run"), this.#nodes);
  }

  async listen(): Promise<void> {
    await Promise.all(
      this.#behind.map(
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
    this.#rules = await readRules(this.#stateDir);
    await Promise.all([...this.#connections].map((connection) => this.#apply(connection)));
    await writeInForce(this.#stateDir, this.#rules.version);
  }

  async #accept(client: Socket, server: Part): Promise<void> {
    client.on("error", () => {});
    const upstream = connect({ port: server.listens, host: loopback, allowHalfOpen: true });
    // The part is down. The client learns that at once, as it would by a refusal.
    upstream.once("error", () => client.resetAndDestroy());
    const link = new Link(client, upstream);
    const { remoteAddress: address = "", remotePort: port = 0 } = client;
    const connection = { link, client: { address, port }, server };
    this.#connections.add(connection);
    client.once("close", () => this.#connections.delete(connection));
    await this.#apply(connection);
  }

  async #apply(connection: Connection): Promise<void> {
    const { link, client, server } = connection;
    let name = this.#sources.get(client.address);
    // A client without an address of its own is a node or a stranger, such as the runner. Which of
    // the two it is matters only where a node is cut off.
    if (name === undefined && this.#nodes.some((node) => this.#isCut(node, server))) {
      // The relay took the connection, because user space can't leave a handshake unanswered. The
      // connection stays silent until the relay knows whose it is.
      link.set(true, 0);
      name = await this.#peers.find(client.port, server.port).catch(() => undefined);
    }
    // A Redis node is the client of another for replication only.
    const lag = server.kind === "redis" && name !== undefined ? (this.#rules.lags[name] ?? 0) : 0;
    link.set(name !== undefined && this.#isCut(name, server), lag);
  }

  #isCut(name: string, server: Part): boolean {
    return this.#rules.cuts.some(
      ([one, other]) => (one === name && other === server.name) || (one === server.name && other === name),
    );
  }
}

const [stateDir = "", parts = "[]"] = process.argv.slice(2);
const relay = new Relay(stateDir, JSON.parse(parts));
process.on("SIGHUP", () => void relay.obey());
await relay.listen();
