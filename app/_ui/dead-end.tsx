import type { ReactNode } from "react";

/** A page without a way on: a buffer stop, an explanation, and the ways out. */
export function DeadEnd({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <div className="max-w-2xl space-y-8 py-6">
      <svg viewBox="0 0 320 48" aria-hidden="true" className="w-full max-w-md fill-none" strokeWidth="2">
        <path d="M0 24 H288" className="stroke-track" />
        <path d="M288 8 V40 M296 8 V40" className="stroke-ink" strokeWidth="4" />
      </svg>
      <div>
        <h1 className="font-bold text-4xl tracking-tight">{title}</h1>
        <p className="mt-3 max-w-prose text-lg text-muted">{text}</p>
      </div>
      <div className="flex flex-wrap gap-4">{children}</div>
    </div>
  );
}
