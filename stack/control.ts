import { randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Interventions } from "./control/interventions.ts";
import { type ControlRecord, controlFile } from "./control/record.ts";
import { Refusal } from "./control/refusal.ts";
import { parseWish, type Wish } from "./control/wish.ts";
import { loopback } from "./native/driver.ts";
import type { NativeStack } from "./native.ts";
import type { Settings } from "./settings.ts";

/** The node that asks may be the one that is killed: its answer reaches the browser first. Milliseconds. */
const answerFirst = 250;
const bodyLimit = 1000;

export interface Control {
  close(): Promise<void>;
}

/**
 * What the app's nodes ask to break and mend parts of the stack: a few verbs on a few parts, over loopback, with a secret that is made
 * anew at each start and known to the nodes alone. The app so never holds what could start processes, least of all a Docker socket.
 */
export async function openControl(stack: NativeStack, settings: Settings): Promise<Control> {
  const secret = randomBytes(32).toString("base64url");
  const interventions = new Interventions(stack, settings);
  const server = createServer((request, response) => {
    answer(request, secret, interventions).then(
      ({ status, detail, work }) => {
        response.on("close", () => void pause(answerFirst).then(() => work?.()));
        reply(response, status, detail);
      },
      (error: unknown) => reply(response, 500, error instanceof Error ? error.message : String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
  const { port } = server.address() as AddressInfo;
  const file = controlFile(settings.stateDir);
  const record: ControlRecord = { url: `http://${loopback}:${port}`, secret };
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(record), { mode: 0o600 });
  return {
    close: async () => {
      interventions.close();
      await rm(file, { force: true });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Answer = { status: number; detail: string; work?: () => Promise<void> };

async function answer(
  request: IncomingMessage,
  secret: string,
  interventions: Interventions,
): Promise<Answer> {
  if (!isSecret(request.headers.authorization, `Bearer ${secret}`)) {
    return { status: 401, detail: "Only the nodes of this stack may ask." };
  }
  if (request.method !== "POST" || request.url !== "/wishes") return { status: 404, detail: "POST /wishes" };
  const wish = parseWish(await bodyOf(request));
  if (!wish) return { status: 400, detail: "Expected a verb and a part." };
  try {
    const work = await interventions.prepare(wish satisfies Wish);
    return { status: 202, detail: "It will be done.", work };
  } catch (error) {
    if (error instanceof Refusal) return { status: 409, detail: error.message };
    throw error;
  }
}

function isSecret(given: string | undefined, wanted: string): boolean {
  const [one, other] = [Buffer.from(given ?? ""), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > bodyLimit) return "";
  }
  return text;
}

function reply(response: ServerResponse, status: number, detail: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ detail }));
}
