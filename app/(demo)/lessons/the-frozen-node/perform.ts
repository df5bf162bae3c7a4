import { ask } from "../_ui/ask.ts";

/** One request, and how it ended. */
export interface Sent {
  node: string | null;
  status: number;
  ms: number;
  /** The number of nodes that nginx asked. */
  tries: number;
}

export interface Found {
  frozen: string;
  reads: Sent[];
  writes: Sent[];
}

/** Milliseconds for which the experiment sends reads; a write may wait for 11 s. */
const readsFor = 10_000;
/** A browser has six connections to a site: three read, three write. */
const readers = 3;
const writers = 3;
const everyMs = 150;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Freezes a node, reads and writes meanwhile, and thaws it. @throws {Error} that says why not. */
export async function perform(doing: (what: string) => void): Promise<Found> {
  const { node: frozen } = await ask(`guesses?visitor=${crypto.randomUUID()}`, "POST");
  doing(`Freezing ${frozen}`);
  await change("freeze", frozen);
  try {
    doing("Reading and writing. It takes 11 s");
    const end = performance.now() + readsFor;
    const read = async () => {
      const sent: Sent[] = [];
      while (performance.now() < end) {
        sent.push(await send("/api/whoami", "GET"));
        await pause(everyMs);
      }
      return sent;
    };
    const write = () => send(`/api/lessons/guesses?visitor=${crypto.randomUUID()}`, "POST");
    const [writes, ...reads] = await Promise.all([
      Promise.all(Array.from({ length: writers }, write)),
      ...Array.from({ length: readers }, read),
    ]);
    return { frozen, reads: reads.flat(), writes };
  } finally {
    await change("thaw", frozen).catch(() => {});
  }
}

async function send(path: string, method: "GET" | "POST"): Promise<Sent> {
  const from = performance.now();
  const response = await fetch(path, { method, cache: "no-store" }).catch(() => undefined);
  return {
    node: response?.headers.get("x-served-by") ?? null,
    status: response?.status ?? 0,
    ms: Math.round(performance.now() - from),
    tries: Number(response?.headers.get("x-tries") ?? 1),
  };
}

async function change(verb: "freeze" | "thaw", part: string): Promise<void> {
  const response = await fetch("/api/break", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ verb, part }),
  });
  if (response.status !== 202) throw new Error((await response.json()).detail);
}
