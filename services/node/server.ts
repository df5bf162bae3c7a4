import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { sentSeal, unsealToken } from "../../lib/auth/iron.ts";
import { sessions } from "../../lib/auth/sessions.ts";
import { drain } from "../../lib/node/drain.ts";
import { isUnavailable } from "../../lib/session/index.ts";

/** The person who asks: 1 Redis round trip with the app's cookie, none without. */
async function whoami(request: IncomingMessage): Promise<object> {
  const token = await unsealToken(sentSeal(request.headers.cookie ?? ""));
  const found = token ? await sessions().read(token) : undefined;
  if (found?.status !== "alive") return { signedIn: false };
  const { id, user, data, metadata } = found.session;
  return { service: "node", signedIn: true, id, user, name: data.name, createdBy: metadata.createdBy };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: object, headers: Record<string, string> = {}) => {
    response.writeHead(status, {
      "Content-Type": "application/json",
      "Cache-Control": "no-store",
      ...headers,
    });
    response.end(JSON.stringify(body));
  };
  if (request.method !== "GET" || request.url !== "/node/whoami") return send(404, { title: "Not found" });
  try {
    send(200, await whoami(request));
  } catch (error) {
    if (!isUnavailable(error)) {
      console.error(error);
      return send(500, { title: "Internal error" });
    }
    // Redis could not answer: the person stays signed in, and the cookie stays.
    send(503, { title: "Sessions can't be checked right now" }, { "Retry-After": String(error.retryAfter) });
  }
}

const port = Number(process.env.PORT ?? 3202);
const server = createServer((request, response) => void answer(request, response));
server.listen(port, "127.0.0.1", () => {
  console.log(`The Node service listens on http://127.0.0.1:${port}/node/whoami`);
});
process.once("SIGTERM", () => server.close(() => void drain().leave(0)));
