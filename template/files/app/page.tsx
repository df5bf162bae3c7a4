import Link from "next/link";
import { primary } from "@/app/_ui/button.ts";
import { type Current, current } from "@/lib/auth/current.ts";

/** The site's first page, which is for everybody. Put your own in its place. */
export default async function Home() {
  const who = await current();
  return (
    <section>
      <h1 className="font-bold text-4xl tracking-tight">Unstuck</h1>
      <p className="mt-3 mb-8 text-muted">{greeting(who)}</p>
      <Link href={who.status === "anonymous" ? "/login" : "/account"} className={primary}>
        {who.status === "anonymous" ? "Sign in" : "To your account"}
      </Link>
    </section>
  );
}

function greeting(who: Current): string {
  switch (who.status) {
    case "signed-in":
      return `You are signed in as ${who.session.data.name}.`;
    case "anonymous":
      return "You are not signed in.";
    case "unavailable":
      return "Your session can’t be checked right now. You are still signed in.";
  }
}
