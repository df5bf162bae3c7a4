import Link from "next/link";
import { NodeBadge } from "./node-badge.tsx";

/** After a move inside the site the layout stays, so its node can be another than the page’s: both are named. */
export function SiteFooter({ node }: { node: string }) {
  return (
    <footer className="mt-auto border-rule border-t">
      <div className="mx-auto flex max-w-[90rem] flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3 text-muted text-sm sm:px-8">
        <span className="inline-flex min-h-11 items-center gap-2">
          Layout rendered by <NodeBadge node={node} />
        </span>
        <span className="inline-flex flex-wrap gap-x-6">
          <Link href="/#idea" className="inline-flex min-h-11 items-center underline underline-offset-4">
            The idea
          </Link>
          {/* No page of the app's but the report as it was written, so it is loaded and not moved to. */}
          <a href="/proof" className="inline-flex min-h-11 items-center underline underline-offset-4">
            What was done to it
          </a>
        </span>
      </div>
    </footer>
  );
}
