import { randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Interventions } from "./control/interventions.ts";
import { parsed } from "./control/parsed.ts";
import { type ControlRecord, controlFile } from "./control/record.ts";
import { Refusal } from "./control/refusal.ts";
import { ScratchRedis } from "./control/scratch.ts";
import { stepSchema } from "./control/step.ts";
import { wishSchema } from "./control/wish.ts";
import { loopback } from "./native/driver.ts";
import type { NativeStack } from "./native.ts";
import type { Settings } from "./settings.ts";

/**
 * The node that asks may be the one that is killed, so its answer reaches the browser first.
 * Milliseconds.
 */
const answerFirst = 250;
const bodyLimit = 1000;

export interface Control {
  close(): Promise<void>;
}

/**
 * The control that the app's nodes ask to break and repair parts of the stack (a few verbs on a few
 * parts), and for a small Redis to lose. They ask over loopback, with a secret that is new at each
 * start and known to the nodes alone. The app therefore never holds anything that could start
 * processes, least of all a Docker socket.
 */
export async function openControl(stack: NativeStack, settings: Settings): Promise<Control> {
  const secret = randomBytes(32).toString("base64url");
  const interventions = new Interventions(stack, settings);
  const scratch = new ScratchRedis(settings);
  const server = createServer((request, response) => {
    answer(request, secret, { interventions, scratch }).then(
      ({ status, body, work }) => {
        response.on("close", () => void pause(answerFirst).then(() => work?.()));
        reply(response, status, body);
      },
      (error: unknown) =>
        reply(response, 500, { detail: error instanceof Error ? error.message : String(error) }),
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
      await scratch.close();
      await rm(file, { force: true });
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Answer = { status: number; body: object; work?: () => Promise<void> };

async function answer(
  request: IncomingMessage,
  secret: string,
  { interventions, scratch }: { interventions: Interventions; scratch: ScratchRedis },
): Promise<Answer> {
  if (!isSecret(request.headers.authorization, `Bearer ${secret}`)) {
    return saying(401, "Only the nodes of this stack may ask.");
  }
  try {
    switch (`${request.method} ${request.url}`) {
      case "POST /wishes": {
        const wish = parsed(wishSchema, await bodyOf(request));
        if (!wish) return saying(400, "Expected a verb and a part.");
        return { ...saying(202, "It will be done."), work: await interventions.prepare(wish) };
      }
      case "GET /scratch":
        return { status: 200, body: scratch.state };
      case "POST /scratch": {
        const step = parsed(stepSchema, await bodyOf(request));
        if (!step) return saying(400, "Expected a verb and an id.");
        await scratch[step.verb](step.id);
        return saying(202, "It is done, or will be.");
      }
      default:
        return saying(404, "POST /wishes, GET or POST /scratch");
    }
  } catch (error) {
    if (error instanceof Refusal) return saying(409, error.message);
    throw error;
  }
}

const saying = (status: number, detail: string) => ({ status, body: { detail } });

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

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
