import Link from "next/link";
import { connection } from "next/server";
import { hasRunner } from "@/demo/control.ts";
import { demoEnv } from "@/demo/env.ts";
import { hasDemo, mayBreak } from "@/demo/mode.ts";
import { current } from "@/lib/auth/current.ts";
import { live } from "@/lib/live/live.ts";
import { nodeName } from "@/lib/node/name.ts";
import { ServedBy } from "../_ui/served-by.tsx";
import { DemoSignIn } from "./_ui/sign-in.tsx";
import { Live } from "./_ui/tape/live.tsx";
import { lessons } from "./lessons/lessons.ts";

export default async function LivePage() {
  await connection();
  const node = nodeName();
  const who = await current();
  const session =
    who.status === "signed-in"
      ? {
          id: who.session.id,
          name: who.session.data.name,
          email: who.session.data.email,
          createdBy: who.session.metadata.createdBy,
        }
      : who.status === "unavailable"
        ? "unknown"
        : null;

  return (
    <div className="space-y-14 lg:space-y-20">
      <Live
        first={{ node, session }}
        cluster={{ state: live().state, events: live().recent.slice(-20) }}
        powers={{ may: mayBreak(who), runner: hasRunner(), running: demoEnv().RUNS_AS }}
        demo={hasDemo() ? <DemoSignIn /> : null}
        heading={
          <h1 className="max-w-[34rem] text-balance font-medium text-xl leading-snug tracking-tight sm:text-2xl lg:text-[1.75rem]">
            Three nodes, no sticky sessions: each request may meet another node, and your login stays.
          </h1>
        }
        served={<ServedBy node={node} />}
      />

      <div className="grid gap-x-12 gap-y-14 lg:grid-cols-2">
        <section aria-labelledby="idea" className="max-w-prose">
          <h2 id="idea" className="scroll-mt-8 font-bold text-xl tracking-tight">
            The idea
          </h2>
          <p className="mt-6">
            A node holds nothing that a login needs. The browser keeps a sealed cookie with a random token;
            the session itself is in Redis, which every node asks. So nginx can send each request anywhere,
            and any node can be killed at any moment.
          </p>
          <p className="mt-4 text-muted">
            Until you sign in, no request asks Redis, so the line to Redis stays gray.
          </p>
        </section>
        <section aria-labelledby="lessons" className="max-w-prose">
          <h2 id="lessons" className="font-bold text-xl tracking-tight">
            Why it is done so
          </h2>
          <ul className="mt-4">
            {lessons.map(({ slug, title }) => (
              <li key={slug}>
                <Link
                  href={`/lessons/${slug}`}
                  prefetch={false}
                  className="inline-flex min-h-11 items-center underline underline-offset-4"
                >
                  {title}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
