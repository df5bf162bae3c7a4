import type { Metadata } from "next";
import Link from "next/link";
import { primary } from "./_ui/button.ts";
import { DeadEnd } from "./_ui/dead-end.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <DeadEnd title="No such page" text="All three nodes were built alike, so none of them has this page.">
      <Link href="/" className={primary}>
        To the live page
      </Link>
    </DeadEnd>
  );
}
