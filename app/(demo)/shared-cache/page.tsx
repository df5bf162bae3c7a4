import type { Metadata } from "next";
import { refresh } from "next/cache";
import { mayBreak } from "@/demo/mode.ts";
import { current } from "@/lib/auth/current.ts";
import { nodeName } from "@/lib/node/name.ts";
import { primary } from "../../_ui/button.ts";
import { computed, computedByDirective, expireIfStill } from "./computed.ts";

export const metadata: Metadata = { title: "Shared cache" };

export default async function SharedCachePage() {
  // This comes first. Where the app is built there is no cookie, so the build computes nothing; it
  // also has no node that could.
  const who = await current();
  const [value, directive] = await Promise.all([computed(), computedByDirective()]);
  const { id } = value;
  /** Sends `id` through the browser, sealed with the key that all nodes and all builds share. */
  async function computeAnew(): Promise<void> {
    "use server";
    if (!mayBreak(await current())) return;
    await expireIfStill(id);
    // The browser's own copy of this page is out of date as well.
    refresh();
  }
  return (
    <div className="max-w-prose">
      <h1 className="font-bold text-4xl tracking-tight">One cache for three nodes</h1>
      <Computed {...value} name="computed" way="unstable_cache" />
      <Computed {...directive} name="directive" way="use cache" />
      <p className="mt-6">
        This page came from <strong data-testid="node">{nodeName()}</strong>. Every node shows the same
        values, because they are in Redis and not in a node’s memory. If they expire on one node, they expire
        on all.
      </p>
      {mayBreak(who) && (
        <form action={computeAnew} className="mt-8">
          <button type="submit" className={primary}>
            Compute them again
          </button>
        </form>
      )}
    </div>
  );
}

function Computed({
  id,
  by,
  at,
  name,
  way,
}: {
  id: string;
  by: string;
  at: string;
  name: string;
  way: string;
}) {
  return (
    <>
      <p className="mt-6">
        <strong data-testid={`${name}-by`}>{by}</strong> computed this value, kept by <code>{way}</code>, at{" "}
        <time dateTime={at}>{at}</time>:
      </p>
      <p className="mt-3 break-all font-mono" data-testid={name}>
        {id}
      </p>
    </>
  );
}
