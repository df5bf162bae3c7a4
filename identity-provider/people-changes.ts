import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { BackChannel } from "./back-channel.ts";
import { bodyOf } from "./body.ts";
import { people } from "./people.ts";

/** The path of one person, or of a person's sessions. The site knows a person by the subject. */
export const personPath = /^\/people\/([\w-]{1,64})(\/sessions)?$/;

const person = z.object({
  email: z.string().max(254),
  email_verified: z.union([z.boolean(), z.string().max(20)]).optional(),
  picture: z.string().max(1000).optional(),
  name: z.string().max(4000),
});

/**
 * Does the work of an administrator of a company's provider. `PUT` renames a person, gives an
 * address to another person, or adds a person. `DELETE` removes a person. `DELETE` of the sessions
 * ends all sessions that the site has of a person. A request needs the client's secret, so that no
 * web page can make one.
 */
export async function changePeople(
  secret: string,
  backChannel: BackChannel,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [, sub = "", ofSessions] = personPath.exec(pathname) ?? [];
  if (!isSame(request.headers.authorization ?? "", `Bearer ${secret}`)) return answer(response, 401);
  if (ofSessions && request.method === "DELETE") {
    if (!people.has(sub)) return answer(response, 404);
    await backChannel.endAll(sub);
    return answer(response, 202);
  }
  if (ofSessions) return answer(response, 405);
  if (request.method === "DELETE") return answer(response, people.delete(sub) ? 204 : 404);
  if (request.method !== "PUT") return answer(response, 405);
  const given = person.safeParse(await parsed(request));
  if (!given.success) return answer(response, 400);
  people.set(sub, { ...given.data, sub, note: "added while the provider runs" });
  answer(response, 204);
}

/** Undefined for a body that isn't JSON. */
async function parsed(request: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await bodyOf(request));
  } catch {
    return undefined;
  }
}

/** Compares hashes of one length, so that the time reveals nothing. */
function isSame(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}
