import type { Metadata } from "next";
import Link from "next/link";
import { lessons } from "./lessons.ts";

export const metadata: Metadata = { title: "Lessons" };

export default function LessonsPage() {
  return (
    <div className="mx-auto max-w-5xl">
      <h1 className="font-bold text-4xl tracking-tight">Lessons</h1>
      <p className="mt-3 max-w-prose text-lg text-muted">
        {lessons.length} questions about running one app on more than one machine. Each is an experiment on
        the nodes that serve you now, and takes less than five minutes.
      </p>
      <ol className="mt-10 border-rule border-t">
        {lessons.map(({ slug, title, promise }, index) => (
          <li key={slug} className="border-rule border-b">
            <Link
              href={`/lessons/${slug}`}
              className="group grid grid-cols-[2.5rem_1fr] gap-x-4 py-5 sm:grid-cols-[4rem_1fr] sm:py-6"
            >
              <span aria-hidden="true" className="font-bold text-3xl text-muted leading-8">
                {index + 1}
              </span>
              <span>
                <span className="block font-bold text-xl tracking-tight underline decoration-transparent underline-offset-4 group-hover:decoration-ink">
                  {title}
                </span>
                <span className="mt-1 block text-muted">{promise}</span>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </div>
  );
}
