"use client";

import { useEffect, useState } from "react";
import { primary } from "../button.ts";
import { DeadEnd } from "../dead-end.tsx";
import { sendAnew } from "./send-again.ts";
import { lastSent } from "./sent-form.ts";

/**
 * Replaces a form that the site, updated meanwhile, no longer accepts as it is. It sends the form
 * again, or shows the typed text.
 */
export function Updated() {
  const [sent] = useState(lastSent);
  const [sending, setSending] = useState(sent !== undefined);
  useEffect(() => {
    if (sent) sendAnew(sent).then(() => setSending(false));
  }, [sent]);
  if (sending) {
    return (
      <div role="status">
        <DeadEnd
          title="The site was just updated"
          text="This page is of the version before. What you entered is being sent to the new one."
        >
          {null}
        </DeadEnd>
      </div>
    );
  }
  return (
    <div role="alert">
      <DeadEnd
        title="The site was just updated"
        text="This page is of the version before, and what you sent couldn’t be taken: nothing has happened yet. Your login is not touched."
      >
        {sent && sent.typed.length > 0 && (
          <dl className="w-full space-y-2">
            {sent.typed.map(([label, text]) => (
              <div key={label}>
                <dt className="font-bold text-sm">{label}</dt>
                <dd className="break-words">{text}</dd>
              </div>
            ))}
          </dl>
        )}
        <button type="button" onClick={() => location.reload()} className={primary}>
          Load the new version
        </button>
      </DeadEnd>
    </div>
  );
}
