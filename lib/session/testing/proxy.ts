import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Commands that a client may send at any time to set up its connection. */
const setUp = new Set(["hello", "auth", "client", "info", "select", "ping"]);
const command = /\*\d+\r\n\$\d+\r\n([A-Za-z]+)\r\n/g;

/**
 * A TCP proxy in front of one Redis node that counts what clients send, and can hold back or drop
 * the answers. It counts on the client's side, because INFO commandstats and MONITOR also show what
 * scripts do and what other tests send.
 */
export class RedisProxy {
  /** The given address, through this proxy. */
  readonly url: string;
  readonly port: number;
  /** Commands sent so far, except those that set up a connection. */
  commands: string[] = [];
  /** How often a client sent something and then waited for an answer. */
  trips = 0;
  readonly #server: Server;
  readonly #links = new Set<{ client: Socket; node: Socket }>();
  #held = false;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    const through = new URL(url);
    through.port = String(this.port);
    this.url = through.href;
  }

  static async open(url: string): Promise<RedisProxy> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const proxy = new RedisProxy(server, url);
    server.on("connection", (client) => proxy.#link(client, Number(new URL(url).port)));
    return proxy;
  }

  /** Holds the node's answers back until {@link release}. The clients' commands still arrive. */
  hold(): void {
    this.#held = true;
    for (const { node } of this.#links) node.pause();
  }

  release(): void {
    this.#held = false;
    for (const { node } of this.#links) node.resume();
  }

  /** Breaks every connection. Answers that were held are lost; new connections are answered. */
  cut(): void {
    this.#held = false;
    for (const { client, node } of this.#links) {
      client.destroy();
      node.destroy();
    }
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #link(client: Socket, port: number): void {
    const node = connect(port, "127.0.0.1");
    const link = { client, node };
    this.#links.add(link);
    let answered = true;
    client.on("data", (chunk) => {
      if (answered) this.trips += 1;
      answered = false;
      for (const [, name = ""] of chunk.toString("latin1").matchAll(command)) {
        if (!setUp.has(name.toLowerCase())) this.commands.push(name.toLowerCase());
      }
      node.write(chunk);
    });
    node.on("data", (chunk) => {
      answered = true;
      client.write(chunk);
    });
    if (this.#held) node.pause();
    for (const [one, other] of [
      [client, node],
      [node, client],
    ] as const) {
      one.on("error", () => {});
      one.on("close", () => {
        other.destroy();
        this.#links.delete(link);
      });
    }
  }
}
