import type { Metadata } from "next";
import Link from "next/link";
import { requirePage } from "@/lib/auth/guard.ts";
import { sessions } from "@/lib/auth/sessions.ts";
import { clusterFigures } from "@/lib/live/console.ts";
import { live } from "@/lib/live/live.ts";
import { primary } from "../_ui/button.ts";
import { DeadEnd } from "../_ui/dead-end.tsx";
import { Away } from "../account/away.tsx";
import { orUnavailable } from "../account/or-unavailable.ts";
import { AutoRefresh } from "./_ui/auto-refresh.tsx";
import { Nodes } from "./_ui/nodes.tsx";
import { Person } from "./_ui/person.tsx";
import { Redis } from "./_ui/redis.tsx";
import { Sessions } from "./_ui/sessions.tsx";

export const metadata: Metadata = { title: "Console" };

/** The operator's view: the reports of all nodes, Redis, the sessions, and any person's own. */
export default async function ConsolePage({ searchParams }: PageProps<"/console">) {
  const asked = await requirePage("/console", "operator");
  if (asked.status === "unavailable") return <Away retryAfter={asked.retryAfter} />;
  if (asked.status === "forbidden") {
    return (
      <DeadEnd
        title="Operators only"
        text="You are signed in, but your account may not see this console. Sign in with an operator’s account."
      >
        <Link href="/account" className={primary}>
          To your account
        </Link>
      </DeadEnd>
    );
  }
  const { email } = await searchParams;
  const begun = performance.now();
  const redis = await orUnavailable(async () => {
    await sessions().ping?.();
    const answeredIn = performance.now() - begun;
    return { answeredIn, figures: await clusterFigures() };
  });
  const known = redis.status === "answered" ? redis.value : undefined;
  const { state, recent } = live();
  return (
    <div className="space-y-14">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="font-bold text-4xl tracking-tight">Console</h1>
        <AutoRefresh />
      </div>
      <Nodes state={state} />
      <div className="grid gap-x-16 gap-y-14 lg:grid-cols-2">
        <Redis
          state={state}
          figures={known?.figures}
          events={recent}
          answeredIn={known?.answeredIn ?? null}
        />
        {known && <Person email={typeof email === "string" ? email : ""} />}
      </div>
      {known?.figures && <Sessions figures={known.figures} />}
    </div>
  );
}
