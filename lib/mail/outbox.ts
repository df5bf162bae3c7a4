import { drain } from "../cluster/drain.ts";
import { perProcess } from "../cluster/per-process.ts";
import { dataRedis } from "../cluster/redis.ts";
import { env } from "../env.ts";
import type { Message } from "./message.ts";
import { RedisOutbox } from "./redis-outbox.ts";
import { SmtpOutbox } from "./smtp-outbox.ts";

/** Where the site's mail goes. */
export interface Outbox {
  /** What the log says of it. */
  readonly kind: "smtp" | "page";
  /** @throws {MailNotSent} when a mail server doesn't take it; {@link RedisUnavailable} when the page's can't be kept. */
  put(message: Message): Promise<void>;
}

/**
 * This process's outbox: a mail server if SMTP_URL names one. Without it, in demo mode, mail is shown on the page /outbox. Elsewhere there is
 * none, and what needs mail says so.
 */
export function outbox(): Outbox | undefined {
  return env().SMTP_URL ? smtp() : shownOutbox();
}

/** The outbox whose mail is shown on a page; undefined where mail is sent, and outside of demo mode. */
export function shownOutbox(): RedisOutbox | undefined {
  const { SMTP_URL, DEMO_MODE, SESSION_SEAL_KEYS } = env();
  if (SMTP_URL || DEMO_MODE === "off") return undefined;
  return perProcess("shown-outbox", () => new RedisOutbox(dataRedis(), SESSION_SEAL_KEYS));
}

export const sendsMail = (): boolean => outbox() !== undefined;

function smtp(): Outbox | undefined {
  const { SMTP_URL, MAIL_FROM } = env();
  if (!SMTP_URL || !MAIL_FROM) return undefined;
  return perProcess("smtp-outbox", () => {
    const made = new SmtpOutbox(SMTP_URL, MAIL_FROM);
    drain().onClose(() => made.close());
    return made;
  });
}
