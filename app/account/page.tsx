import type { Metadata } from "next";
import Link from "next/link";
import { onAccountPage } from "@/composition/pages.tsx";
import { requirePage } from "@/lib/auth/guard.ts";
import { sessions } from "@/lib/auth/sessions.ts";
import { nodeName } from "@/lib/node/name.ts";
import { users } from "@/lib/users/users.ts";
import { secondary } from "../_ui/button.ts";
import { ServedBy } from "../_ui/served-by.tsx";
import { Address } from "./address.tsx";
import { Away } from "./away.tsx";
import { Devices } from "./devices.tsx";
import { Done } from "./done.tsx";
import { Facts } from "./facts.tsx";
import { orUnavailable, orWithout } from "./or-unavailable.ts";
import { Picture } from "./picture.tsx";
import { SignOut } from "./sign-out.tsx";

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage({ searchParams }: PageProps<"/account">) {
  const asked = await requirePage("/account");
  if (asked.status !== "allowed") return <Away retryAfter={2} />;
  const { session } = asked;
  const known = await orUnavailable(() =>
    Promise.all([sessions().list(session.user), orWithout(() => users().find(session.user))]),
  );
  if (known.status === "unavailable") return <Away retryAfter={known.retryAfter} />;
  const [listed, user] = known.value;
  const { did, ended } = await searchParams;
  const now = new Date();

  return (
    <div className="grid gap-x-16 gap-y-14 lg:grid-cols-2">
      <div className="min-w-0 space-y-10">
        <Done did={String(did)} ended={String(ended)} />
        <div>
          {user?.image && (
            <div className="mb-4">
              <Picture name={session.data.name} image={user.image} />
            </div>
          )}
          <h1 className="font-bold text-4xl tracking-tight">{session.data.name}</h1>
          {user ? <Address user={user} /> : <p className="mt-2 text-muted">{session.data.email}</p>}
        </div>
        <Facts session={session} now={now} />
        <div className="flex flex-wrap items-start gap-4">
          <SignOut />
          <Link href="/account/password" className={secondary}>
            Change password
          </Link>
        </div>
        <Devices devices={listed} own={session.id} now={now} />
      </div>
      <div className="min-w-0 space-y-12">
        <ServedBy node={nodeName()} />
        {onAccountPage()}
      </div>
    </div>
  );
}
