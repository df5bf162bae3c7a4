import { type ClientRequest, request } from "node:http";
import { connect } from "node:net";

/** The destination of a stranger's requests, and the stranger's address. */
export interface Target {
  readonly port: number;
  readonly from: string;
  /** The account whose password the strangers guess. */
  readonly email: string;
  /** The hidden fields of the sign-up form; they name its action. */
  readonly signUpFields: Readonly<Record<string, string>>;
}

/** Is told once the outcome of a request: its status, or the reason why it broke off. */
export type Outcome = (what: string) => void;

interface Sent {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly body?: string;
  /** Whether the body comes one byte per second and never ends. */
  readonly drops?: boolean;
}

/**
 * Sends one request over a connection of its own, and reads the whole answer, or a stream until the
 * site ends it.
 */
export function send(
  { port, from }: Target,
  outcome: Outcome,
  { method = "GET", path, headers, json, body = json && JSON.stringify(json), drops }: Sent,
): void {
  const outgoing = request({
    ...{ host: "127.0.0.1", port, localAddress: from, agent: false, method, path },
    headers: {
      ...(json ? { "content-type": "application/json" } : {}),
      ...(body === undefined ? {} : { "content-length": drops ? 1000 : Buffer.byteLength(body) }),
      ...headers,
    },
  });
  const once = only(outcome);
  outgoing.on("error", ({ code }: NodeJS.ErrnoException) => once(code ?? "broken off"));
  outgoing.on("response", (incoming) => {
    once(String(incoming.statusCode));
    incoming.on("error", () => {});
    incoming.resume();
  });
  if (drops) drip(outgoing);
  else outgoing.end(body);
}

/** Sends a head without its end, and waits until the site closes the connection. */
export function halfHead({ port, from }: Target, outcome: Outcome): void {
  const socket = connect({ host: "127.0.0.1", port, localAddress: from });
  const once = only(outcome);
  socket.on("data", (chunk) => once(/^HTTP\/1.1 (\d+)/.exec(String(chunk))?.[1] ?? "broken off"));
  socket.on("error", ({ code }: NodeJS.ErrnoException) => once(code ?? "broken off"));
  socket.on("close", () => once("closed"));
  socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
}

/** Sends the form as a browser without script does. */
export async function signUp(target: Target, outcome: Outcome, email: string): Promise<void> {
  const form = new FormData();
  const fields = { ...target.signUpFields, name: "Stranger", email, password: "a long walk in rain" };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const encoded = new Response(form);
  const headers = {
    "content-type": encoded.headers.get("content-type") ?? "",
    "sec-fetch-site": "same-origin",
  };
  send(target, outcome, { method: "POST", path: "/sign-up", headers, body: await encoded.text() });
}

function drip(outgoing: ClientRequest): void {
  const timer = setInterval(() => outgoing.write(" "), 1000);
  outgoing.on("close", () => clearInterval(timer));
  outgoing.write("{");
}

function only(outcome: Outcome): Outcome {
  let told = false;
  return (what) => {
    if (!told) outcome(what);
    told = true;
  };
}
