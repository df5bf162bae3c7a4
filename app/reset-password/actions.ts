"use server";

import { redirect } from "next/navigation";
import { askReset } from "@/lib/auth/reset-password.ts";
import type { Trouble } from "../_ui/trouble.tsx";
import { troubleOf } from "../_ui/trouble-of.ts";

export type AskState = { email: string; problem: Trouble | null };

export async function ask(_before: AskState, data: FormData): Promise<AskState> {
  const email = String(data.get("email") ?? "");
  const refused = (text: string): AskState => ({ email, problem: { kind: "refused", text } });
  const result = await askReset(email);
  switch (result.status) {
    case "asked":
      redirect("/reset-password?sent=1");
      break;
    case "invalid-email":
      return refused("This is no email address.");
    case "no-mail":
      return refused("This site sends no mail.");
    case "throttled":
    case "unavailable":
      return { email, problem: troubleOf(result) };
  }
}
