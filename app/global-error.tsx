"use client";

import { primary } from "./_ui/button.ts";
import { DeadEnd } from "./_ui/dead-end.tsx";
import "./globals.css";

/** Replaces the whole layout, so it brings its own html and the style sheet. */
export default function GlobalError({ reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body className="font-sans leading-relaxed antialiased">
        <title>Failed · Unstuck</title>
        <main className="mx-auto max-w-[90rem] px-4 py-10 sm:px-8 lg:py-16">
          <DeadEnd
            title="The site failed"
            text="The node ran into an error before it could draw a page. Your login is not touched, and the next request may meet another node."
          >
            <button type="button" onClick={reset} className={primary}>
              Try again
            </button>
          </DeadEnd>
        </main>
      </body>
    </html>
  );
}
