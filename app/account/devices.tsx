import Link from "next/link";
import type { ListedAppSession } from "@/lib/auth/sessions.ts";
import { secondary } from "../_ui/button.ts";
import { inWords } from "../_ui/duration.ts";
import { inShort } from "../_ui/in-short.ts";
import { NodeBadge } from "../_ui/node-badge.tsx";
import { OlderRows } from "../_ui/older-rows.tsx";
import { deviceName, unknownDevice } from "./device-name.ts";
import { signInMethodInWords } from "./sign-in-method.ts";

interface DevicesProps {
  devices: readonly ListedAppSession[];
  /** The id of the session that asks. */
  own: string;
  now: Date;
}

/**
 * Every session that would be accepted for this person, wherever it began. The one that asks comes
 * first.
 */
export function Devices({ devices, own, now }: DevicesProps) {
  const others = devices.filter(({ id }) => id !== own).reverse();
  const listed = [...devices.filter(({ id }) => id === own), ...others];
  const { first, others: older } = inShort(listed, deviceName);
  const row = (session: ListedAppSession) =>
    session.readable ? (
      <Device key={session.id} session={session} isOwn={session.id === own} now={now} />
    ) : (
      <UnreadableDevice key={session.id} id={session.id} />
    );
  return (
    <section aria-labelledby="devices">
      <h2 id="devices" className="font-bold text-xl tracking-tight">
        Your devices
      </h2>
      <p className="mt-1 text-muted">
        Signed in now, by password or through the company. A device that is signed out notices within a
        second, on every node.
      </p>
      <ul className="mt-6 border-rule border-t" data-testid="devices">
        {first.map(row)}
        {older.map(({ name, rows }) => (
          <OlderRows key={name} summary={`${rows.length} older: ${name}`}>
            {rows.map(row)}
          </OlderRows>
        ))}
      </ul>
      <div className="mt-6 flex flex-wrap gap-4">
        {others.length > 0 && (
          <Link href="/account/end-sessions?which=others" className={secondary}>
            Sign out all others
          </Link>
        )}
        <Link href="/account/end-sessions?which=all" className={secondary}>
          Sign out everywhere
        </Link>
      </div>
    </section>
  );
}

interface DeviceProps {
  session: Extract<ListedAppSession, { readable: true }>;
  isOwn: boolean;
  now: Date;
}

function Device({ session, isOwn, now }: DeviceProps) {
  const { id, createdAt, lastSeenAt } = session;
  const { signInMethod, createdBy } = session.metadata;
  const name = deviceName(session);
  return (
    <li
      data-session={id}
      className="grid gap-x-8 gap-y-3 border-rule border-b py-4 sm:grid-cols-[1fr_auto] sm:items-center"
    >
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-3 font-bold">
          {name}
          {isOwn && (
            <span className="rounded-panel border border-ink px-1.5 font-normal text-sm">This one</span>
          )}
        </p>
        <p className="text-muted text-sm">
          Signed in <Ago at={createdAt} now={now} /> by {signInMethodInWords(signInMethod)}, on{" "}
          <NodeBadge node={createdBy} />
        </p>
        <p className="text-muted text-sm">
          Last seen <Ago at={lastSeenAt} now={now} /> · <code className="font-mono">{id.slice(0, 12)}</code>
        </p>
      </div>
      {!isOwn && (
        <Link
          href={`/account/end-sessions?which=one&id=${encodeURIComponent(id)}`}
          aria-label={`Sign out ${name}, signed in ${inWords(now.getTime() - createdAt.getTime())} ago`}
          className={`${secondary} w-full sm:w-auto`}
        >
          Sign out
        </Link>
      )}
    </li>
  );
}

/** A session whose record this build can't read. Its owner can still end it. */
function UnreadableDevice({ id }: { id: string }) {
  return (
    <li
      data-session={id}
      className="grid gap-x-8 gap-y-3 border-rule border-b py-4 sm:grid-cols-[1fr_auto] sm:items-center"
    >
      <div className="min-w-0">
        <p className="font-bold">{unknownDevice}</p>
        <p className="text-muted text-sm">
          This site can’t read its session at the moment. ·{" "}
          <code className="font-mono">{id.slice(0, 12)}</code>
        </p>
      </div>
      <Link
        href={`/account/end-sessions?which=one&id=${encodeURIComponent(id)}`}
        aria-label={`Sign out the unknown device ${id.slice(0, 12)}`}
        className={`${secondary} w-full sm:w-auto`}
      >
        Sign out
      </Link>
    </li>
  );
}

/** Shows how long ago; the element's title has the exact time. */
function Ago({ at, now }: { at: Date; now: Date }) {
  const exact = `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
  return (
    <time dateTime={at.toISOString()} title={exact}>
      {inWords(now.getTime() - at.getTime())} ago
    </time>
  );
}
