import type { ReactNode } from "react";
import type { Current } from "@/lib/auth/current.ts";
import { inWords } from "../_ui/duration.ts";
import { NodeBadge } from "../_ui/node-badge.tsx";
import { signInMethodInWords } from "./sign-in-method.ts";

type AppSession = Extract<Current, { status: "signed-in" }>["session"];

/**
 * The store's knowledge about this session. The page may show the id. Only the cookie holds the
 * secret that proves the session.
 */
export function Facts({ session, now }: { session: AppSession; now: Date }) {
  const until = (end: Date) => inWords(end.getTime() - now.getTime());
  return (
    <dl className="border-rule border-t">
      <Fact label="Role">{session.data.role}</Fact>
      <Fact label="Session">
        <code data-testid="session-id" className="font-mono" title={session.id}>
          {session.id.slice(0, 12)}
        </code>
        <span className="block text-muted text-sm">
          This id is no secret: only your browser’s cookie holds the secret that proves the session.
        </span>
      </Fact>
      <Fact label="Created on" exact={session.createdAt}>
        <NodeBadge node={session.metadata.createdBy} testId="created-by" />
      </Fact>
      <Fact label="Ends when idle" exact={session.idleExpiresAt}>
        in {until(session.idleExpiresAt)}, if you use nothing until then
      </Fact>
      <Fact label="Ends in any case" exact={session.expiresAt}>
        in {until(session.expiresAt)}
      </Fact>
      <Fact label="Device">
        {session.metadata.device.browser} on {session.metadata.device.system}
      </Fact>
      <Fact label="Signed in through">{signInMethodInWords(session.metadata.signInMethod)}</Fact>
    </dl>
  );
}

function Fact({ label, exact, children }: { label: string; exact?: Date; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 border-rule border-b py-3.5 sm:grid-cols-[11rem_1fr]">
      <dt className="text-muted">{label}</dt>
      <dd>
        {children}
        {exact && (
          <time dateTime={exact.toISOString()} className="block text-muted text-sm">
            {exact.toISOString().slice(0, 19).replace("T", " ")} UTC
          </time>
        )}
      </dd>
    </div>
  );
}
