import { once } from "node:events";
import { createServer, get, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { sendWhole } from "./whole-answer.ts";

let stop: () => void = () => {};
afterEach(() => stop());

/**
 * A server that answers as Next.js does: it sends the headers, the body and the end one after the
 * other.
 */
async function serve(answer: (response: ServerResponse) => void): Promise<number> {
  const server = createServer((_, response) => {
    sendWhole(response);
    response.flushHeaders();
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  stop = () => server.closeAllConnections();
  server.unref();
  return (server.address() as AddressInfo).port;
}

test("a short answer leaves in one write, its body before its end", async () => {
  const port = await serve((response) => {
    response.write("hello");
    response.end();
  });
  const socket = connect(port, "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
  const [first] = await once(socket, "data");
  expect(String(first).split("\r\n\r\n").slice(1).join("|")).toBe("5\r\nhello\r\n0|");
  socket.destroy();
});

test("what a long answer says first doesn't wait for its end", async () => {
  let finish = () => {};
  const port = await serve((response) => {
    response.write("first");
    finish = () => response.end("last");
  });
  const request = get({ port, host: "127.0.0.1" });
  const [response] = await once(request, "response");
  response.setEncoding("utf8");
  const [first] = await once(response, "data");
  expect(first).toBe("first");
  finish();
  expect((await response.toArray()).join("")).toBe("last");
});
