import { Notice } from "../_ui/notice.tsx";
import { Retry } from "../_ui/retry.tsx";

export function Away({ retryAfter }: { retryAfter: number }) {
  return (
    <div className="max-w-2xl space-y-8">
      <h1 className="font-bold text-4xl tracking-tight">Your login is kept</h1>
      <Notice title="The session store isn’t answering.">
        Nobody was signed out: your cookie is untouched, and this page comes as soon as the store is back.
      </Notice>
      <Retry after={retryAfter} />
    </div>
  );
}
