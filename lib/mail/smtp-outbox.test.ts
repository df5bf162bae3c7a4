import { createServer } from "node:net";
import type { SMTPServerOptions } from "smtp-server";
import { afterEach, expect, test, vi } from "vitest";
import type { Message } from "./message.ts";
import { parseSmtpUrl } from "./settings.ts";
import { isMailNotSent, MailNotSent, SmtpOutbox } from "./smtp-outbox.ts";
import { MailServer } from "./testing/mail-server.ts";

const message: Message = {
  kind: "reset",
  to: "ada@example.com",
  subject: "Reset your password",
  text: `${"A long line ".repeat(20)}\n\nhttps://unstuck.example/reset-password/new#id.code\n`,
};
const from = { name: "Unstuck, Inc. <x@y>", address: "no-reply@unstuck.example" };

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function server(options?: SMTPServerOptions) {
  const started = await MailServer.start(options);
  open.unshift(started);
  return started;
}
function outbox(url: string) {
  const made = new SmtpOutbox(parseSmtpUrl(url), from);
  open.unshift(made);
  return made;
}
const reasonOf = (sending: Promise<void>) =>
  sending.then(
    () => "sent",
    (error) => {
      expect(error).toBeInstanceOf(MailNotSent);
      return (error as Error).message;
    },
  );

test("a mail server gets the message, plain, from MAIL_FROM and to one recipient", async () => {
  const mails = await server();
  await outbox(`smtp://127.0.0.1:${mails.port}?tls=none`).put(message);
  const [got] = mails.received;
  expect(got).toMatchObject({ from: from.address, to: ["ada@example.com"] });
  expect(got?.raw).toContain("\n\nhttps://unstuck.example/reset-password/new#id.code\n");
  expect(got?.raw).toContain("Subject: Reset your password");
  expect(got?.raw).toContain("Auto-Submitted: auto-generated");
  expect(got?.raw).toMatch(/Content-Type: text\/plain/);
});

test("an address that looks like several is one recipient, and writes no header", async () => {
  const mails = await server();
  const box = outbox(`smtp://127.0.0.1:${mails.port}?tls=none`);
  await reasonOf(box.put({ ...message, to: "a@example.com, b@example.com" }));
  await reasonOf(box.put({ ...message, to: "a@example.com\r\nBcc: b@example.com" }));
  for (const { to, raw } of mails.received) {
    expect(to.join()).not.toBe("b@example.com");
    expect(to).toHaveLength(1);
    expect(raw).not.toMatch(/^Bcc/m);
  }
});

test("user and password are used over TLS alone: a server without STARTTLS gets neither them nor the message", async () => {
  const seen: string[] = [];
  const mails = await server({
    allowInsecureAuth: true,
    authOptional: false,
    onAuth: ({ password }, _session, done) => {
      seen.push(String(password));
      done(null, { user: "app" });
    },
  });
  expect(await reasonOf(outbox(`smtp://app:secret@127.0.0.1:${mails.port}`).put(message))).toMatch(
    /^SMTP_URL: .*STARTTLS/,
  );
  expect(await reasonOf(outbox(`smtp://127.0.0.1:${mails.port}`).put(message))).toMatch(/STARTTLS/);
  expect(seen).toEqual([]);
  expect(mails.received).toEqual([]);
});

test("a certificate that nobody trusts gets no message", async () => {
  const mails = await server({ disabledCommands: [], allowInsecureAuth: false });
  expect(await reasonOf(outbox(`smtp://app:secret@127.0.0.1:${mails.port}`).put(message))).toMatch(
    /^SMTP_URL: .*certificate isn't trusted/,
  );
  expect(mails.received).toEqual([]);
});

test("a server that is down, refuses or says nothing is named by the setting, without recipient, text or password", async () => {
  const gone = await MailServer.start();
  const { port: gonePort } = gone;
  await gone.close();
  const refusing = await server({
    onRcptTo: ({ address }, _session, done) => done(new Error(`No ${address} here`)),
  });
  const closed = await server({
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on("end", () => done(new Error(`Refused ${message.to}`)));
    },
  });
  const said = await Promise.all(
    [gonePort, refusing.port, closed.port].map((port) =>
      reasonOf(outbox(`smtp://127.0.0.1:${port}?tls=none`).put(message)),
    ),
  );
  expect(said[0]).toMatch(/^SMTP_URL: the mail server can't be reached/);
  expect(said[1]).toMatch(/^SMTP_URL: the mail server refuses MAIL_FROM or the recipient/);
  expect(said[2]).toMatch(/^SMTP_URL: the mail server refuses the message/);
  for (const line of said) expect(line).not.toMatch(/ada|code|secret/);
});

test("a server that never greets is given up after 5 s, and the next message goes through when it is back", async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  const box = outbox(`smtp://127.0.0.1:${port}?tls=none`);
  const began = performance.now();
  expect(await reasonOf(box.put(message))).toMatch(/^SMTP_URL: the mail server does not answer in time/);
  expect(performance.now() - began).toBeLessThan(7000);
  silent.close();
  const mails = await MailServer.start({}, port);
  open.push(mails);
  await box.put(message);
  expect(mails.received).toHaveLength(1);
}, 20_000);

test("of messages that wait for a slow server, a node keeps 100", async () => {
  const release: (() => void)[] = [];
  const mails = await server({
    onData: (stream, _session, done) => {
      stream.resume();
      release.push(() => done());
    },
  });
  const box = outbox(`smtp://127.0.0.1:${mails.port}?tls=none`);
  const sending = Array.from({ length: 100 }, () => reasonOf(box.put(message)));
  expect(await reasonOf(box.put(message))).toMatch(/too many messages wait/);
  await expect.poll(() => release.length, { timeout: 5000 }).toBe(2);
  const timer = setInterval(() => {
    for (const done of release.splice(0)) done();
  }, 5);
  expect(new Set(await Promise.all(sending))).toEqual(new Set(["sent"]));
  clearInterval(timer);
}, 20_000);

test("the error of another copy of the module, as a bundler makes one for each route, is known as one", async () => {
  vi.resetModules();
  const other = await import("./smtp-outbox.ts");
  const error = new other.MailNotSent("the mail server does not answer in time");
  expect(error).not.toBeInstanceOf(MailNotSent);
  expect(isMailNotSent(error)).toBe(true);
  expect(isMailNotSent(new Error("SMTP_URL: no."))).toBe(false);
});
