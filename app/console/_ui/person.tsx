import { type ListedAppSession, sessions } from "@/lib/auth/sessions.ts";
import { normalizeEmail } from "@/lib/users/email.ts";
import { users } from "@/lib/users/users.ts";
import { secondary } from "../../_ui/button.ts";
import { inWords } from "../../_ui/duration.ts";
import { Field } from "../../_ui/field.tsx";
import { inShort } from "../../_ui/in-short.ts";
import { NodeBadge } from "../../_ui/node-badge.tsx";
import { OlderRows } from "../../_ui/older-rows.tsx";
import { deviceName } from "../../account/device-name.ts";
import { signInMethodInWords } from "../../account/sign-in-method.ts";
import { Revoke } from "./revoke.tsx";

/** Looks up a person's sessions, and ends them. @throws {RedisUnavailable} */
export async function Person({ email }: { email: string }) {
  const person = email === "" ? undefined : await users().findByEmail(normalizeEmail(email) ?? "");
  const found = person ? await sessions().list(person.id) : [];
  const now = Date.now();
  const { first, others } = inShort(found.toReversed(), deviceName);
  const row = (session: ListedAppSession) => (
    <li
      key={session.id}
      data-session={session.id}
      className="grid gap-x-8 gap-y-2 border-rule border-b py-3 sm:grid-cols-[1fr_auto] sm:items-center"
    >
      <Facts session={session} now={now} />
      {person && <Revoke user={person.id} id={session.id} />}
    </li>
  );
  return (
    <section aria-labelledby="person">
      <h2 id="person" className="font-bold text-xl tracking-tight">
        Somebody’s sessions
      </h2>
      <form action="/console" className="mt-4 flex max-w-xl flex-wrap items-end gap-4">
        <div className="min-w-56 grow">
          <Field label="Email" name="email" type="email" required defaultValue={email} autoComplete="off" />
        </div>
        <button type="submit" className={secondary}>
          Look up
        </button>
      </form>
      {email !== "" && (
        <div className="mt-6" data-testid="person">
          <p className="text-muted text-sm" role="status">
            {person
              ? `${person.name} has ${found.length} ${found.length === 1 ? "session" : "sessions"}.`
              : "No account has this email."}
          </p>
          <ul className="mt-3 border-rule border-t">
            {first.map(row)}
            {others.map(({ name, rows }) => (
              <OlderRows key={name} summary={`${rows.length} older: ${name}`}>
                {rows.map(row)}
              </OlderRows>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Facts({ session, now }: { session: ListedAppSession; now: number }) {
  const id = <code className="font-mono">{session.id.slice(0, 12)}</code>;
  if (!session.readable) {
    return (
      <p className="min-w-0 text-sm">
        <span className="font-bold">Unreadable</span> · {id}
        <span className="block text-muted">{session.problem}</span>
      </p>
    );
  }
  const { createdAt, lastSeenAt } = session;
  const { signInMethod, createdBy } = session.metadata;
  return (
    <p className="min-w-0 text-sm">
      <span className="font-bold">{deviceName(session)}</span> · {id}
      <span className="block text-muted">
        Begun {inWords(now - createdAt.getTime())} ago by {signInMethodInWords(signInMethod)}, on{" "}
        <NodeBadge node={createdBy} /> · last seen {inWords(now - lastSeenAt.getTime())} ago
      </span>
    </p>
  );
}
