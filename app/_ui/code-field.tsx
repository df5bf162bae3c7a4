"use client";

import { useEffect, useState } from "react";
import { Field } from "./field.tsx";

interface CodeFieldProps {
  /** The code that was sent before, for a browser without script. */
  sent: string;
  /** Whether the code can't be used, so that the person may paste another. */
  wrong: boolean;
}

/**
 * The code from a message. The link has it after the #, which a browser sends to no server. A
 * script takes it from there and out of the address, so that it doesn't stay in the history.
 * Without script, or without the link, the person pastes it.
 */
export function CodeField({ sent, wrong }: CodeFieldProps) {
  const [code, setCode] = useState("");
  useEffect(() => {
    const take = () => {
      const given = location.hash.slice(1);
      if (!given) return;
      setCode(given);
      history.replaceState(history.state, "", location.pathname + location.search);
    };
    take();
    // Another link in the same tab changes only the part after the #.
    addEventListener("hashchange", take);
    return () => removeEventListener("hashchange", take);
  }, []);
  if (code && !wrong) return <input type="hidden" name="code" value={code} />;
  return (
    <Field
      key={code}
      label="Code from the message"
      name="code"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      required
      maxLength={200}
      defaultValue={code || sent}
      wrong={wrong}
      hint="The code stands alone in the message, below the link. If you opened the link, this field fills itself."
    />
  );
}
