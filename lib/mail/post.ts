import { after } from "next/server";
import { Counter } from "prom-client";
import { metricsRegistry } from "../metrics/metrics.ts";
import { drain } from "../node/drain.ts";
import { log } from "../node/log.ts";
import { perProcess } from "../node/per-process.ts";
import { isUnavailable } from "../session/index.ts";
import type { Message } from "./message.ts";
import { outbox } from "./outbox.ts";
import { isMailNotSent } from "./smtp-outbox.ts";

/** Milliseconds between two log lines with the same text. */
const sayAgainAfter = 60_000;

/**
 * Finds out whether there is a message to write, and sends it, once the answer is on its way. So no
 * person waits for a mail server, no sign-in fails because of one, and an answer's time doesn't
 * reveal whether an account exists. A node that leaves finishes this first; a node that is killed
 * loses the message. Call it within a request, but read the request's headers before, because
 * `write` can't.
 */
export function post(write: () => Promise<Message | undefined>): void {
  const to = outbox();
  if (!to) return;
  const done = drain().hold();
  after(async () => {
    try {
      const message = await write();
      if (!message) return;
      await to.put(message);
      mails().inc({ kind: message.kind, outcome: "sent" });
      if (to.kind === "page") log().info({ mail: message.kind }, "A message was written; /outbox shows it.");
    } catch (error) {
      mails().inc({ kind: "any", outcome: "failed" });
      report(error);
    } finally {
      done();
    }
  });
}

const mails = () =>
  perProcess(
    "mails-total",
    () =>
      new Counter({
        name: "unstuck_mails_total",
        help: "Messages that were handed over, or could not be, by kind.",
        labelNames: ["kind", "outcome"],
        registers: [metricsRegistry()],
      }),
  );

/**
 * Errors of these kinds contain neither a recipient nor a link. Of other errors, the log gets only
 * the name.
 */
function report(error: unknown): void {
  const isKnown = isMailNotSent(error) || isUnavailable(error);
  const text = isKnown ? error.message : `A message could not be written (${(error as Error)?.name}).`;
  const said = perProcess("mail-errors-said", () => new Map<string, number>());
  if (performance.now() - (said.get(text) ?? Number.NEGATIVE_INFINITY) < sayAgainAfter) return;
  said.set(text, performance.now());
  log().error(text);
}
