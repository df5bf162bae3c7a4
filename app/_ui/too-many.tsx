import { inWords } from "./duration.ts";
import { Notice } from "./notice.tsx";

/** Passwords were guessed too often from here. */
export function TooMany({ retryAfter }: { retryAfter: number }) {
  return (
    <Notice title="Too many tries.">
      To keep guessers out, all nodes together count tries from one place. Yours go on in{" "}
      {retryAfter < 60 ? `${retryAfter} s` : inWords(retryAfter * 1000)}; no account is locked, and who is
      signed in stays so.
    </Notice>
  );
}
