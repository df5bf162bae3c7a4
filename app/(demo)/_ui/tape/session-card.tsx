import Link from "next/link";
import type { ReactNode } from "react";
import { primary, secondary } from "../../../_ui/button.ts";
import { NodeBadge } from "../../../_ui/node-badge.tsx";
import { condition, type Seen, servedBy, type Tape } from "./tape.ts";

/**
 * The server's knowledge when it rendered the page: the card shows it until the first answer comes.
 */
export type AtFirst = { node: string; session: Seen | "unknown" | null };

interface SessionCardProps {
  tape: Tape;
  answered: boolean;
  first: AtFirst;
  /** A button that signs in without a password, where the site allows that. */
  demo: ReactNode;
}

/** The login beside the node that serves it: the login stays, the node changes. */
export function SessionCard({ tape, answered, first, demo }: SessionCardProps) {
  const storeAway = condition(tape) === "store-away" && tape.session === null;
  const session = !answered ? first.session : storeAway ? "unknown" : tape.session;
  const node = (answered && servedBy(tape)) || first.node;
  return (
    <section aria-labelledby="session" className="rounded-panel border border-rule bg-panel">
      <h2 id="session" className="border-rule border-b px-4 py-3 font-bold sm:px-6">
        Your login
      </h2>
      <div className="grid min-h-59 sm:min-h-46 lg:min-h-[6.375rem]">
        {session === "unknown" ? (
          <p className="max-w-prose self-center px-4 py-6 text-muted sm:px-6">
            The site can’t check your login right now: the session store is away. Nobody was signed out, and
            this card fills as soon as the store is back.
          </p>
        ) : session ? (
          <dl className="grid grid-cols-2 gap-px bg-rule sm:grid-cols-6 lg:grid-cols-[2fr_1fr_1fr_1fr_1fr]">
            <Reading label="Signed in as" wide>
              {session.name}
            </Reading>
            <Reading label="Created on">
              <NodeBadge node={session.createdBy} />
            </Reading>
            <Reading label="Last answer from">
              <NodeBadge node={node} />
            </Reading>
            <Reading label="Node switches">
              <span className="text-3xl leading-7">{tape.switches}</span>
            </Reading>
            <Reading label="Logins lost">
              <span data-testid="lost" className="text-3xl leading-7">
                {tape.lost}
              </span>
            </Reading>
          </dl>
        ) : (
          <div className="flex flex-col items-start justify-between gap-5 px-4 py-6 sm:flex-row sm:items-center sm:px-6">
            <p className="max-w-prose text-muted">
              {tape.lost > 0
                ? "The login of this tab is gone: a node answered that there is no such session. "
                : "You are not signed in. "}
              Sign in, come back, and watch this card: the node under your login changes with every request,
              but the login doesn’t.
            </p>
            <div className="flex shrink-0 flex-wrap items-start gap-4">
              {demo}
              <Link href="/login?next=/" className={demo ? secondary : primary}>
                Sign in
              </Link>
            </div>
          </div>
        )}
      </div>
    </section>
  );
}

function Reading({ label, wide = false, children }: { label: string; wide?: boolean; children: ReactNode }) {
  return (
    <div
      className={`bg-panel px-4 py-4 sm:px-6 ${wide ? "col-span-2 sm:col-span-2 lg:col-span-1" : "sm:col-span-2 lg:col-span-1"}`}
    >
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="mt-1.5 min-h-7 font-bold text-lg">{children}</dd>
    </div>
  );
}
