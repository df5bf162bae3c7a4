import { footerLinks } from "@/composition/pages.tsx";
import { NodeBadge } from "./node-badge.tsx";

/**
 * After a move inside the site the layout stays, so its node can differ from the page’s. The footer
 * names both.
 */
export function SiteFooter({ node }: { node: string }) {
  return (
    <footer className="mt-auto border-rule border-t">
      <div className="mx-auto flex max-w-[90rem] flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-3 text-muted text-sm sm:px-8">
        <span className="inline-flex min-h-11 items-center gap-2">
          Layout rendered by <NodeBadge node={node} />
        </span>
        <span className="inline-flex flex-wrap gap-x-6">{footerLinks()}</span>
      </div>
    </footer>
  );
}
