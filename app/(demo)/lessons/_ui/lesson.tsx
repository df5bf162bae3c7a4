import type { Metadata } from "next";
import Link from "next/link";
import type { ComponentType, ReactNode } from "react";
import { isShipped } from "../code/shipped.ts";
import { codeOf } from "../code.ts";
import { lessons, type Slug } from "../lessons.ts";

interface Content {
  /** The lesson's text. */
  Readme: ComponentType;
  /** Stands above the text, so that a reader has seen the effect first. */
  experiment: () => ReactNode | Promise<ReactNode>;
}

/** The exports of a lesson's page.tsx. */
export function lessonPage(slug: Slug, { Readme, experiment }: Content) {
  const metadata: Metadata = { title: lessons.find((lesson) => lesson.slug === slug)?.title ?? "Lesson" };
  const page = async () => (
    <Lesson slug={slug} experiment={await experiment()}>
      <Readme />
    </Lesson>
  );
  return { metadata, page };
}

interface LessonProps {
  slug: Slug;
  experiment: ReactNode;
  children: ReactNode;
}

/**
 * One question: an experiment, an explanation of its outcome, advice for the reader's own app, and
 * the code of this project that follows it.
 */
function Lesson({ slug, experiment, children }: LessonProps) {
  const place = lessons.findIndex((lesson) => lesson.slug === slug);
  const [before, next] = [lessons[place - 1], lessons[place + 1]];
  const lesson = lessons[place];
  return (
    <article className="mx-auto max-w-5xl">
      <p className="text-muted text-sm">
        <Link href="/lessons" className="inline-flex min-h-11 items-center underline underline-offset-4">
          Lessons
        </Link>{" "}
        · {place + 1} of {lessons.length}
      </p>
      <h1 className="mt-2 text-balance font-bold text-4xl tracking-tight">{lesson?.title}</h1>
      <p className="mt-3 max-w-prose text-lg text-muted">{lesson?.promise}</p>
      <div className="mt-8">{experiment}</div>
      <div className="mt-12 grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,7fr)_minmax(0,4fr)]">
        <div className="max-w-prose space-y-4 [&_code]:font-mono [&_code]:text-[0.875em] [&_h2]:pt-4 [&_h2]:font-bold [&_h2]:text-xl [&_h2]:tracking-tight [&_h2:first-child]:pt-0 [&_pre]:whitespace-pre-wrap [&_pre]:break-words [&_pre]:rounded-panel [&_pre]:border [&_pre]:border-rule [&_pre]:bg-panel [&_pre]:p-4 [&_pre]:text-sm [&_ul]:list-disc [&_ul]:space-y-2 [&_ul]:pl-5">
          {children}
        </div>
        <aside aria-labelledby="code" className="border-rule lg:border-l lg:pl-8">
          <h2 id="code" className="font-bold">
            In this project
          </h2>
          <dl className="mt-4 space-y-4 text-sm">
            {codeOf[slug].map(({ path, does }) => (
              <div key={path}>
                <dt className="break-words font-mono text-[0.8125rem]">
                  <FileName path={path} />
                </dt>
                <dd className="text-muted">{does}</dd>
              </div>
            ))}
          </dl>
        </aside>
      </div>
      <nav
        aria-label="Lessons"
        className="mt-14 flex flex-wrap justify-between gap-x-8 gap-y-2 border-rule border-t pt-4"
      >
        {before ? <Step slug={before.slug} title={before.title} label="Before" /> : <span />}
        {next && <Step slug={next.slug} title={next.title} label="Next" />}
      </nav>
    </article>
  );
}

/** A link to the file, if this site has it: an image carries neither tests nor specs. */
function FileName({ path }: { path: string }) {
  if (!isShipped(path)) return path;
  return (
    <a href={`/lessons/code/${path}`} className="inline-block py-1 underline underline-offset-4">
      {path}
    </a>
  );
}

function Step({ slug, title, label }: { slug: Slug; title: string; label: string }) {
  return (
    <Link href={`/lessons/${slug}`} className="inline-flex min-h-11 items-center gap-2">
      <span className="text-muted text-sm">{label}</span>
      <span className="underline underline-offset-4">{title}</span>
    </Link>
  );
}
