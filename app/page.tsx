import Link from "next/link";
import { connection } from "next/server";
import { current } from "@/lib/auth/current.ts";
import { hasDemo, mayBreak } from "@/lib/auth/demo-mode.ts";
import { hasRunner } from "@/lib/cluster/control.ts";
import { live } from "@/lib/cluster/live/live.ts";
import { nodeName } from "@/lib/cluster/node.ts";
import { env } from "@/lib/env.ts";
import { DemoSignIn } from "./_ui/demo-sign-in.tsx";
import { ServedBy } from "./_ui/served-by.tsx";
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
          createdBy: who.session.createdBy,
        }
      : who.status === "unavailable"
        ? "unknown"
        : null;

  return (
    <div className="space-y-14 lg:space-y-20">
      <Live
        first={{ node, session }}
        cluster={{ state: live().state, events: live().recent.slice(-20) }}
        powers={{ may: mayBreak(who), runner: hasRunner(), running: env().RUNS_AS }}
        demo={hasDemo() ? <DemoSignIn /> : null}
      >
        <div className="min-w-0 space-y-8">
          <h1 className="max-w-[34rem] text-balance font-medium text-2xl leading-snug tracking-tight lg:text-[1.75rem]">
            One web app on three nodes, no sticky sessions: each request may meet another node, and your login
            stays.
          </h1>
          <ServedBy node={node} />
        </div>
      </Live>

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
            The track to Redis stays dark while nobody is signed in: an anonymous request costs the store
            nothing.
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
