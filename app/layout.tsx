import type { Metadata, Viewport } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { onEveryPage } from "@/composition/pages.tsx";
import { type Current, current } from "@/lib/auth/current.ts";
import { nodeName } from "@/lib/node/name.ts";
import { SessionWatch } from "./_ui/session-watch/session-watch.tsx";
import { SiteFooter } from "./_ui/site-footer.tsx";
import { SiteHeader } from "./_ui/site-header.tsx";
import { FormMemory } from "./_ui/stale-build/form-memory.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Unstuck: a login that stays while the node changes", template: "%s · Unstuck" },
  description:
    "One Next.js app on three nodes behind nginx with no sticky sessions. Watch a login stay while the node under it changes.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f4f6f5" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1214" },
  ],
};

export default async function Layout({ children }: { children: ReactNode }) {
  await connection();
  const who = await current();
  return (
    <html lang="en">
      <body className="flex min-h-dvh flex-col font-sans leading-relaxed antialiased">
        <a
          href="#main"
          className="sr-only z-10 bg-ink px-4 py-3 text-paper focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
        >
          Skip to the content
        </a>
        <FormMemory />
        <SiteHeader who={who} />
        <SessionWatch shown={shownOf(who)} />
        {onEveryPage()}
        <main id="main" className="mx-auto w-full max-w-[90rem] px-4 py-6 sm:px-8 sm:py-10 lg:py-12">
          {children}
        </main>
        <SiteFooter node={nodeName()} />
      </body>
    </html>
  );
}

/** The session for which this page was rendered, as SessionWatch takes it. */
function shownOf(who: Current) {
  if (who.status === "unavailable") return "unknown";
  return who.status === "signed-in" ? { id: who.session.id, remaining: who.remaining } : null;
}
