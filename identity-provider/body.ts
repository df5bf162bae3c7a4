import type { IncomingMessage } from "node:http";

/** The body of a small request: a form of one field, or one person. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > 8192) throw new RangeError("The body is longer than 8 kilobytes.");
  }
  return body;
}
