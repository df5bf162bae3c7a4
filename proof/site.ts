import { request } from "node:http";

export interface Answer {
  /** 0 when no whole answer came. */
  readonly status: number;
  readonly node?: string;
  /** The session cookie that the answer set, as `name=value`. */
  readonly cookie?: string;
  /** Every cookie that it set, so. */
  readonly cookies: readonly string[];
  readonly body: unknown;
}

/** Longer than any deadline of the site's own, so that a hung site shows as one. */
const patience = 20_000;

/**
 * The site as a client without a browser knows it: one address, one new connection a request, so that no request
 * fails for a connection that the load balancer was just closing.
 */
export class Site {
  readonly #origin: URL;

  constructor(origin: string) {
    this.#origin = new URL(origin);
    // The load balancer listens on both addresses; asking the resolver for each request would only add noise.
    if (this.#origin.hostname === "localhost") this.#origin.hostname = "127.0.0.1";
  }

  /** Sends one request. Never throws: what went wrong is the answer. */
  ask(method: "GET" | "POST" | "DELETE", path: string, cookie?: string, json?: object): Promise<Answer> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    return new Promise((resolve) => {
      const none = () => resolve({ status: 0, cookies: [], body: undefined });
      const outgoing = request(new URL(path, this.#origin), {
        method,
        agent: false,
        timeout: patience,
        headers: {
          ...(cookie ? { cookie } : {}),
          ...(body ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {}),
        },
      });
      outgoing.on("error", none);
      outgoing.on("timeout", () => outgoing.destroy());
      outgoing.on("response", (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", none);
        incoming.on("end", () => {
          const node = incoming.headers["x-served-by"];
          const cookies = (incoming.headers["set-cookie"] ?? []).map((line) => line.split(";")[0] ?? "");
          const set = cookies.find((cookie) => cookie.startsWith("unstuck="));
          resolve({
            status: incoming.statusCode ?? 0,
            ...(typeof node === "string" ? { node } : {}),
            ...(set ? { cookie: set } : {}),
            cookies,
            body: parsed(Buffer.concat(chunks).toString()),
          });
        });
      });
      outgoing.end(body);
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
