import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Provider } from "oidc-provider";
import { BackChannel } from "./back-channel.ts";
import { bodyOf } from "./body.ts";
import { chooser, contentSecurityPolicy, page } from "./pages.ts";
import { people } from "./people.ts";
import { changePeople, personPath } from "./people-changes.ts";
import { identityProvider } from "./provider.ts";
import { readSettings } from "./settings.ts";

const settings = readSettings(process.env);
const issuer = new URL(settings.OIDC_ISSUER);
const provider = await identityProvider(settings);
const toProvider = provider.callback();
const backChannel = new BackChannel(provider, settings.OIDC_CLIENT_ID);

/** oidc-provider sends a person to `/interaction/<uid>`, with a cookie that it checks. */
const interaction = /^\/interaction\/([\w-]+)$/;

const server = createServer((request, response) => {
  // The provider answers as its issuer, whatever the requested address: in containers, the nodes
  // use another address than browsers.
  request.headers.host = issuer.host;
  request.headers["x-forwarded-host"] = issuer.host;
  request.headers["x-forwarded-proto"] = issuer.protocol.slice(0, -1);
  response.setHeader("Content-Security-Policy", contentSecurityPolicy(settings.SITE_URL));
  response.setHeader("Referrer-Policy", "no-referrer");
  response.setHeader("Cache-Control", "no-store");
  // A page of any site can make a browser ask for `//`, which is not an address and would throw.
  const asked = request.url ?? "/";
  if (!URL.canParse(asked, issuer))
    return html(response, 400, page("That is no address", "<p>Begin at the site.</p>"));
  const { pathname } = new URL(asked, issuer);
  const uid = interaction.exec(pathname)?.[1];
  if (uid) void chosen(provider, uid, request, response).catch(() => expired(response));
  else if (personPath.test(pathname))
    void changePeople(settings.OIDC_CLIENT_SECRET, backChannel, pathname, request, response);
  else if (pathname === "/live") response.end("live\n");
  else void toProvider(request, response);
});

/** Shows the people, or signs in the chosen one. */
async function chosen(provider: Provider, uid: string, request: IncomingMessage, response: ServerResponse) {
  const details = await provider.interactionDetails(request, response);
  if (request.method !== "POST") return html(response, 200, chooser(uid, [...people.values()]));
  const person = new URLSearchParams(await bodyOf(request)).get("person");
  if (details.uid !== uid || !people.has(person ?? "")) return expired(response);
  await provider.interactionFinished(request, response, { login: { accountId: person ?? "" } });
}

function expired(response: ServerResponse): void {
  html(
    response,
    400,
    page("This sign-in is over", "<p>It took too long, or was finished before. Begin again at the site.</p>"),
  );
}

function html(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { "content-type": "text/html; charset=utf-8" }).end(body);
}

server.listen(settings.IDP_PORT, settings.IDP_HOST, () => {
  console.log(`The identity provider (development only) listens as ${settings.OIDC_ISSUER}`);
});
for (const name of ["SIGTERM", "SIGINT"] as const) {
  process.once(name, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}
