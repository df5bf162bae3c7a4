"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { z } from "zod";
import { signIn } from "@/lib/auth/password.ts";
import { beginSignOn } from "@/lib/auth/sign-on/begin.ts";
import { env } from "@/lib/env.ts";
import type { Trouble } from "../_ui/trouble.tsx";
import { troubleOf } from "../_ui/trouble-of.ts";
import { nextAddress } from "./next-address.ts";

export type LoginState = {
  email: string;
  problem: Trouble | null;
};

const form = z.object({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1024),
});

export async function login(_before: LoginState, data: FormData): Promise<LoginState> {
  const email = String(data.get("email") ?? "");
  const given = form.safeParse({ email, password: data.get("password") });
  if (!given.success) {
    return { email, problem: { kind: "refused", text: "Email and password are both needed." } };
  }
  const result = await signIn(given.data);
  switch (result.status) {
    case "signed-in":
      redirect(nextAddress(data.get("next")));
      break;
    case "wrong":
      return { email, problem: { kind: "refused", text: "Email or password is wrong." } };
    case "throttled":
    case "unavailable":
      return { email, problem: troubleOf(result) };
  }
}

/** The address to which the browser is to go, or the reason why it stays. */
export type SignOnState =
  | { status: "ready" }
  | { status: "go"; url: string }
  | { status: "failed"; error: string };

/**
 * Begins a sign-on. The answer names the address and is no redirect: the page's policy
 * (`form-action`) would hold each redirect that follows a form to this site, and a provider may
 * send people on to any other.
 */
export async function signOn(_before: SignOnState, data: FormData): Promise<SignOnState> {
  const address = nextAddress(data.get("next"));
  // Auth.js leads back to this site alone. From this page a person who is signed in goes on.
  const next = address.startsWith("/") ? address : `/login?${new URLSearchParams({ next: address })}`;
  const { SITE_URL } = env();
  const origin = (await headers()).get("origin");
  // The provider sends people back to SITE_URL only, and the cookie of 127.0.0.1 or [::1] isn't
  // valid there.
  if (origin && origin !== "null" && origin !== new URL(SITE_URL).origin)
    return { status: "go", url: `${SITE_URL}/login?${new URLSearchParams({ next, error: "OtherAddress" })}` };
  const jar = await cookies();
  const names = jar.getAll().map(({ name }) => name);
  const begun = await beginSignOn(next, { stepUp: data.get("stepUp") !== null, names });
  if (begun.status === "failed") return begun;
  for (const cookie of begun.cookies) jar.set(cookie);
  return { status: "go", url: begun.url };
}
