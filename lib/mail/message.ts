import { env } from "../env.ts";
import { proofLasts } from "../users/proof-records.ts";

export type MessageKind = "verify" | "reset" | "no-password" | "new-device" | "password-changed";

/**
 * Plain text, so a mail program loads nothing for it. It contains no name that a person chose,
 * because such a name could be an advertisement.
 */
export interface Message {
  readonly kind: MessageKind;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const address = (path: string) => new URL(path, env().SITE_URL).href;
const host = () => new URL(env().SITE_URL).host;

/** Paragraphs, and the sender. */
const body = (...paragraphs: string[]) => `${[...paragraphs, `${host()}`].join("\n\n")}\n`;

/** A browser doesn't send the part after the #, so the code is in no log and in no Referer. */
const link = (path: string, code: string) =>
  `${address(path)}#${code}\n\nIf that page asks for a code, paste this one:\n\n${code}`;

export const verifyMessage = (to: string, code: string): Message => ({
  kind: "verify",
  to,
  subject: `Verify your address for ${host()}`,
  text: body(
    `Somebody made an account at ${host()} with this address. If it was you, open this page in the browser in which you are signed in:`,
    link("/verify-email", code),
    `The link works once, within ${proofLasts.verify / 3600} hours.`,
    "If it was not you, do nothing: the address stays unverified. To take the account over and sign out the person who made it, " +
      `reset its password: ${address("/reset-password")}`,
  ),
});

export const resetMessage = (to: string, code: string): Message => ({
  kind: "reset",
  to,
  subject: `Reset your password for ${host()}`,
  text: body(
    `Somebody, probably you, asked to reset the password of your account at ${host()}. To choose a new one, open this page:`,
    link("/reset-password/new", code),
    `The link works once, within ${proofLasts.reset / 60} minutes, and only until you ask for another or change the password.`,
    "If it was not you, do nothing: your password stays as it is.",
  ),
});

export const noPasswordMessage = (to: string): Message => ({
  kind: "no-password",
  to,
  subject: `Your account at ${host()} has no password`,
  text: body(
    `Somebody, probably you, asked to reset the password of your account at ${host()}. It has none: you sign in by company single sign-on.`,
    address("/login"),
  ),
});

export const passwordChangedMessage = (to: string, at: Date): Message => ({
  kind: "password-changed",
  to,
  subject: `Your password for ${host()} was changed`,
  text: body(
    `The password of your account at ${host()} was changed on ${inWords(at)}.`,
    `If it was not you, reset it now, which also signs out all devices: ${address("/reset-password")}`,
  ),
});

export const newDeviceMessage = (
  to: string,
  at: Date,
  { browser, system }: { browser: string; system: string },
): Message => ({
  kind: "new-device",
  to,
  subject: `A new device signed in to ${host()}`,
  text: body(
    `${browser} on ${system} signed in to your account at ${host()} on ${inWords(at)}, from where this device was not seen in the last month.`,
    `If it was you, there is nothing to do. If not, sign the device out and change your password: ${address("/account")}`,
  ),
});

const inWords = (at: Date) => `${at.toISOString().slice(0, 16).replace("T", " at ")} UTC`;

/** The destination of the site's mail. */
export interface Outbox {
  /** Its name in the log. */
  readonly kind: "smtp" | "page";
  /**
   * @throws {MailNotSent} when a mail server doesn't accept the message; {@link RedisUnavailable}
   * when Redis can't keep one for the page.
   */
  put(message: Message): Promise<void>;
}
