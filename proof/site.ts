import { request } from "node:http";

export interface Answer {
  /** 0 if no whole answer came. */
  readonly status: number;
  readonly node?: string;
  /** The session cookie that the answer set, as `name=value`. */
  readonly cookie?: string;
  /** Every cookie that the answer set, in the same form. */
  readonly cookies: readonly string[];
  readonly body: unknown;
  readonly text: string;
  /** The address to which the answer sends a browser, if it does. */
  readonly location?: string;
}

interface Sent {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly cookie: string | undefined;
  readonly type?: string | undefined;
  readonly body?: string | undefined;
}

/** Longer than any deadline of the site's own, so that a hung site shows as one. */
const patience = 20_000;

/**
 * The site as a client without a browser knows it: one address, and one new connection per request,
 * so that no request fails because the load balancer was just closing its connection.
 */
export class Site {
  readonly #origin: URL;

  constructor(origin: string) {
    this.#origin = new URL(origin);
    // The load balancer listens on both addresses; asking the resolver for each
    // request would only add noise.
    if (this.#origin.hostname === "localhost") this.#origin.hostname = "127.0.0.1";
  }

  /** Sends one request. Never throws: a failure is the answer, too. */
  ask(method: "GET" | "POST" | "DELETE", path: string, cookie?: string, json?: object): Promise<Answer> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    return this.#send({ method, path, cookie, body, type: body && "application/json" });
  }

  /** Sends a form as a browser without script does. Never throws either. */
  async submit(path: string, cookie: string, fields: Readonly<Record<string, string>>): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    const encoded = new Response(form);
    const type = encoded.headers.get("content-type") ?? "";
    return this.#send({ method: "POST", path, cookie, type, body: await encoded.text() });
  }

  #send({ method, path, cookie, type, body }: Sent): Promise<Answer> {
    return new Promise((resolve) => {
      const none = () => resolve({ status: 0, cookies: [], body: undefined, text: "" });
      const outgoing = request(new URL(path, this.#origin), {
        method,
        agent: false,
        timeout: patience,
        headers: {
          ...(cookie ? { cookie } : {}),
          ...(method === "GET" ? {} : { "sec-fetch-site": "same-origin" }),
          ...(body && type ? { "content-type": type, "content-length": Buffer.byteLength(body) } : {}),
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
          const { location } = incoming.headers;
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: incoming.statusCode ?? 0,
            ...(location === undefined ? {} : { location }),
            ...(typeof node === "string" ? { node } : {}),
            ...(set ? { cookie: set } : {}),
            cookies,
            body: parsed(text),
            text,
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
