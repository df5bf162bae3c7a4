import { Notice } from "../_ui/notice.tsx";

const words: Record<string, { title: string; text: string }> = {
  elsewhere: {
    title: "You were signed out on another device.",
    text: "If that wasn’t you, sign in and change your password.",
  },
  time: {
    title: "Your session has expired.",
    text: "A session ends when it isn’t used for a while, and after some hours in any case. Sign in to continue where you were.",
  },
  everywhere: {
    title: "You are signed out everywhere.",
    text: "Every device of yours has to sign in again, this one too.",
  },
};

/**
 * Says why this page came instead of the one before. The address chooses the reason, but the page
 * shows only words of this file.
 */
export function Ended({ how }: { how: string }) {
  const said = Object.hasOwn(words, how) ? words[how] : undefined;
  return (
    <div role="status" className="mb-8 empty:hidden" data-testid="ended">
      {said && (
        <Notice title={said.title} fine={how !== "elsewhere"}>
          {said.text}
        </Notice>
      )}
    </div>
  );
}
