import Link from "next/link";
import { navigation } from "@/composition/pages.tsx";
import type { Current } from "@/lib/auth/current.ts";
import { NavLink } from "./nav-link.tsx";

/**
 * While the store is away no node knows whether the person is signed in, and "Account" says so.
 * "Sign in" would be a lie.
 */
export function SiteHeader({ who }: { who: Current }) {
  return (
    <header className="border-rule border-b">
      <div className="mx-auto flex max-w-[90rem] items-center justify-between gap-3 px-4 sm:gap-6 sm:px-8">
        <Link href="/" className="inline-flex min-h-14 items-center gap-2.5 font-bold text-lg tracking-tight">
          <svg viewBox="0 0 28 20" aria-hidden="true" className="h-5 w-7 fill-none" strokeWidth="2">
            <path d="M1 10h26M8 10l6 7h6" className="stroke-track" />
            <path d="M1 10h7l6-7h6" className="stroke-ink" />
            <circle cx="23" cy="3" r="2.5" className="fill-ink" />
          </svg>
          Unstuck
        </Link>
        <nav aria-label="Site" className="flex gap-3 text-sm sm:gap-5">
          {navigation.map(({ href, label }) => (
            <NavLink key={href} href={href}>
              {label}
            </NavLink>
          ))}
          {who.status === "signed-in" && who.session.data.role === "operator" && (
            <NavLink href="/console">Console</NavLink>
          )}
          {who.status === "anonymous" ? (
            <NavLink href="/login">Sign in</NavLink>
          ) : (
            <NavLink href="/account">Account</NavLink>
          )}
        </nav>
      </div>
    </header>
  );
}
