import { connect } from "node:net";
import { StackError } from "../stack.ts";
import type { Address } from "../topology.ts";

/**
 * A server that makes a copy sends an empty line now and then, so silence means that
 * it is gone. Milliseconds.
 */
const silence = 30_000;
/**
 * The length of the mark that ends a copy whose length the server doesn't know when it begins.
 * Bytes.
 */
const markLength = 40;

/**
 * All data of a Redis node, as an RDB, in the way that a new replica gets it. It is one moment's
 * state, and no file is left on the node.
 * @param password The operator's.
 * @throws {StackError} if the node refuses, or ends before its copy does.
 */
export async function fullCopy({ host, port }: Address, password: string): Promise<Buffer> {
  const socket = connect(port, host);
  socket.setTimeout(silence, () =>
    socket.destroy(new StackError(`It said nothing for ${silence / 1000} s.`)),
  );
  const pieces: AsyncIterator<Buffer> = socket[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  const next = async (): Promise<Buffer> => {
    const { value, done } = await pieces.next();
    if (done) throw new StackError("It closed the connection before its copy was complete.");
    return value;
  };
  const line = async (): Promise<string> => {
    for (;;) {
      const end = rest.indexOf("\n");
      if (end < 0) {
        rest = Buffer.concat([rest, await next()]);
        continue;
      }
      const text = rest.subarray(0, end).toString().trim();
      rest = rest.subarray(end + 1);
      if (text !== "") return text;
    }
  };
  try {
    for (const command of [
      ["AUTH", "operator", password],
      ["REPLCONF", "capa", "eof"],
      // The node keeps no later writes for this reader.
      ["REPLCONF", "rdb-only", "1"],
    ]) {
      socket.write(inProtocol(command));
      const answer = await line();
      if (!answer.startsWith("+")) throw new StackError(`It refused ${command[0]}: ${answer}`);
    }
    socket.write(inProtocol(["SYNC"]));
    const head = await line();
    const mark = /^\$EOF:(.{40})$/.exec(head)?.[1];
    if (mark === undefined) throw new StackError(`It refused SYNC: ${head}`);
    return await untilMark(mark, rest, next);
  } finally {
    socket.destroy();
  }
}

async function untilMark(mark: string, first: Buffer, next: () => Promise<Buffer>): Promise<Buffer> {
  const copy = [first];
  for (let tail = first; ; ) {
    tail = tail.subarray(-markLength);
    if (tail.toString("latin1") === mark) return Buffer.concat(copy).subarray(0, -markLength);
    const piece = await next();
    copy.push(piece);
    tail = Buffer.concat([tail, piece]);
  }
}

const inProtocol = (words: readonly string[]) =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`;
