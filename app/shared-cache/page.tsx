import type { Metadata } from "next";
import { refresh } from "next/cache";
import { current } from "@/lib/auth/current.ts";
import { mayBreak } from "@/lib/auth/demo-mode.ts";
import { nodeName } from "@/lib/cluster/node.ts";
import { primary } from "../_ui/button.ts";
import { computed, expireIfStill } from "./computed.ts";

export const metadata: Metadata = { title: "Shared cache" };

export default async function SharedCachePage() {
  const [{ id, by, at }, who] = [await computed(), await current()];
  /** Takes `id` with it through the browser, sealed with the key that all nodes and all builds share. */
  async function computeAnew(): Promise<void> {
    "use server";
    if (!mayBreak(await current())) return;
    await expireIfStill(id);
    // What the browser keeps of this page is out of date as well.
    refresh();
  }
  return (
    <div className="max-w-prose">
      <h1 className="font-bold text-4xl tracking-tight">One cache for three nodes</h1>
      <p className="mt-6">
        <strong data-testid="computed-by">{by}</strong> computed this value at <time dateTime={at}>{at}</time>
        :
      </p>
      <p className="mt-3 break-all font-mono" data-testid="computed">
        {id}
      </p>
      <p className="mt-6">
        This page came from <strong data-testid="node">{nodeName()}</strong>. Whichever node answers shows the
        same value, since it lies in Redis and not in a node’s memory. Expired on one node, it is expired on
        all.
      </p>
      {mayBreak(who) && (
        <form action={computeAnew} className="mt-8">
          <button type="submit" className={primary}>
            Compute it anew
          </button>
        </form>
      )}
    </div>
  );
}
