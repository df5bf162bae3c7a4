"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { authjs } from "@/lib/auth/authjs.ts";
import { company } from "@/lib/auth/company.ts";
import { signIn } from "@/lib/auth/password.ts";
import { nextPath } from "./next-path.ts";

export type LoginState = {
  email: string;
  problem: null | { kind: "refused"; text: string } | { kind: "unavailable"; retryAfter: number };
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
      redirect(nextPath(data.get("next")));
      break;
    case "wrong":
      return { email, problem: { kind: "refused", text: "Email or password is wrong." } };
    case "unavailable":
      return { email, problem: { kind: "unavailable", retryAfter: result.retryAfter } };
  }
}

/** Sends the browser to the company's identity provider, with what its way back needs in encrypted cookies. */
export async function signOn(data: FormData): Promise<void> {
  await authjs().signIn(company, { redirectTo: nextPath(data.get("next")) });
}
