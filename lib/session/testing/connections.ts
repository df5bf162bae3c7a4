import type { Redis } from "ioredis";

/** One client of a server, from `CLIENT LIST`. */
export interface ClientLine {
  name: string;
  /** The address that it connected from, `host:port`. */
  addr: string;
  /** The address that it connected to. */
  laddr: string;
}

/** The clients of these servers whose names begin so. */
export async function clientsNamed(operators: readonly Redis[], label: string): Promise<ClientLine[]> {
  const lists = await Promise.all(operators.map(async (redis) => String(await redis.client("LIST"))));
  const lines = lists.join("\n").split("\n").filter(Boolean);
  const field = (line: string, name: string) => new RegExp(`(?:^| )${name}=(\\S*)`).exec(line)?.[1] ?? "";
  return lines
    .map((line) => ({ name: field(line, "name"), addr: field(line, "addr"), laddr: field(line, "laddr") }))
    .filter(({ name }) => name.startsWith(label));
}
