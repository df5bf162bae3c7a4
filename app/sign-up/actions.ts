"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { signUp } from "@/lib/auth/sign-up.ts";
import { passwordRefusal } from "../_ui/password-rules.ts";
import type { Trouble } from "../_ui/trouble.tsx";
import { troubleOf } from "../_ui/trouble-of.ts";

export type SignUpState = { name: string; email: string; problem: Trouble | null };

const form = z.object({
  name: z.string().trim().min(1).max(100),
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(2000),
});

export async function register(_before: SignUpState, data: FormData): Promise<SignUpState> {
  const [name, email] = [String(data.get("name") ?? ""), String(data.get("email") ?? "")];
  const refused = (text: string): SignUpState => ({ name, email, problem: { kind: "refused", text } });
  const given = form.safeParse({ name, email, password: data.get("password") });
  if (!given.success) return refused("Name (up to 100 characters), email and password are all needed.");
  const result = await signUp(given.data);
  switch (result.status) {
    case "signed-up":
      redirect("/account");
      break;
    case "throttled":
    case "unavailable":
      return { name, email, problem: troubleOf(result) };
    case "refused":
      switch (result.problem) {
        case "taken":
          return refused(
            "There is an account with this email already. If the address is yours, reset its password.",
          );
        case "invalid-email":
          return refused("This is no email address.");
        default:
          return refused(passwordRefusal(result.problem));
      }
  }
}
