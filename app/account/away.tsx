import { Notice } from "../_ui/notice.tsx";
import { Retry } from "../_ui/retry.tsx";

export function Away({ retryAfter }: { retryAfter: number }) {
  return (
    <div className="max-w-2xl space-y-8">
      <h1 className="font-bold text-4xl tracking-tight">Your login is kept</h1>
      <Notice title="One of this site’s databases isn’t answering.">
        You are still signed in: your cookie is untouched. This page opens as soon as the database answers
        again.
      </Notice>
      <Retry after={retryAfter} />
    </div>
  );
}
