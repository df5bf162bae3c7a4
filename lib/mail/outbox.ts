import { env } from "../env.ts";
import { dataRedis } from "../node/data-redis.ts";
import { drain } from "../node/drain.ts";
import { perProcess } from "../node/per-process.ts";
import type { Outbox } from "./message.ts";
import { RedisOutbox } from "./redis-outbox.ts";
import { SmtpOutbox } from "./smtp-outbox.ts";

/**
 * This process's outbox: a mail server if SMTP_URL names one. Without it and with MAIL_ON_PAGE=on,
 * the page /outbox shows the mail. Otherwise the site has no outbox, and features that need mail
 * say so.
 */
export function outbox(): Outbox | undefined {
  return env().SMTP_URL ? smtp() : shownOutbox();
}

/**
 * The outbox whose mail a page shows; undefined if the site sends mail, and without
 * MAIL_ON_PAGE=on.
 */
export function shownOutbox(): RedisOutbox | undefined {
  const { SMTP_URL, MAIL_ON_PAGE, SESSION_SEAL_KEYS } = env();
  if (SMTP_URL || MAIL_ON_PAGE === "off") return undefined;
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
