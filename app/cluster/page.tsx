import type { Metadata } from "next";
import Link from "next/link";
import { enterPage } from "@/lib/auth/guard.ts";
import { sessions } from "@/lib/auth/sessions.ts";
import { drain } from "@/lib/cluster/drain.ts";
import { nodeName } from "@/lib/cluster/node.ts";
import { primary } from "../_ui/button.ts";
import { DeadEnd } from "../_ui/dead-end.tsx";
import { inWords } from "../_ui/duration.ts";
import { NodeBadge } from "../_ui/node-badge.tsx";
import { Away } from "../account/away.tsx";
import { orUnavailable } from "../account/or-unavailable.ts";

export const metadata: Metadata = { title: "Cluster" };

/** The operator's view: so far what the node that answers knows of itself. */
export default async function ClusterPage() {
  const asked = await enterPage("/cluster", "operator");
  if (asked.status === "unavailable") return <Away retryAfter={asked.retryAfter} />;
  if (asked.status === "forbidden") {
    return (
      <DeadEnd
        title="Operators only"
        text="You are signed in, and your account may not see the cluster from inside. Sign in as operator@example.com to do so."
      >
        <Link href="/account" className={primary}>
          To your account
        </Link>
      </DeadEnd>
    );
  }
  const begun = performance.now();
  const redis = await orUnavailable(async () => {
    await sessions().ping?.();
    return performance.now() - begun;
  });
  return (
    <div className="max-w-2xl">
      <h1 className="mb-8 font-bold text-4xl tracking-tight">Cluster</h1>
      <dl className="border-rule border-t" data-testid="cluster">
        <Row label="This node">
          <NodeBadge node={nodeName()} />
        </Row>
        <Row label="Runs for">{inWords(process.uptime() * 1000)}</Row>
        <Row label="In hand">
          {drain().inFlight} {drain().inFlight === 1 ? "request" : "requests"}
        </Row>
        <Row label="Redis">
          {redis.status === "answered" ? `answers in ${redis.value.toFixed(1)} ms` : "doesn’t answer"}
        </Row>
      </dl>
    </div>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="grid gap-x-6 border-rule border-b py-3.5 sm:grid-cols-[11rem_1fr]">
      <dt className="text-muted">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
