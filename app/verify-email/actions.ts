"use server";

import { redirect } from "next/navigation";
import { requireAction } from "@/lib/auth/guard.ts";
import { askVerification, verifyEmail } from "@/lib/auth/verify-email.ts";
import type { Trouble } from "../_ui/trouble.tsx";
import { troubleOf } from "../_ui/trouble-of.ts";

export type VerifyState = {
  /** The code that was pasted, for a browser without script. */
  code: string;
  problem: Trouble | null;
};

export async function verify(_before: VerifyState, data: FormData): Promise<VerifyState> {
  const code = String(data.get("code") ?? "").slice(0, 200);
  const refused = (text: string): VerifyState => ({ code, problem: { kind: "refused", text } });
  const asked = await requireAction("/verify-email");
  if (asked.status === "forbidden") return refused("Your account may not do this.");
  if (asked.status === "unavailable") return { code, problem: troubleOf(asked) };
  const result = await verifyEmail(asked.session, code);
  switch (result.status) {
    case "verified":
      redirect("/account?did=verified");
      break;
    case "dead":
      return refused("This link can’t be used any more: it was used already or is older than a day.");
    case "other-account":
      return refused("This link is for another account than the one that is signed in here.");
    case "unavailable":
      return { code, problem: troubleOf(result) };
  }
}

export type SendState = { problem: Trouble | null };

/** Sends the link again. */
export async function send(): Promise<SendState> {
  const asked = await requireAction("/account");
  if (asked.status === "forbidden")
    return { problem: { kind: "refused", text: "Your account may not do this." } };
  if (asked.status === "unavailable") return { problem: troubleOf(asked) };
  const result = await askVerification(asked.session);
  switch (result.status) {
    case "asked":
      redirect("/account?did=verification");
      break;
    case "no-mail":
      return { problem: { kind: "refused", text: "This site sends no mail." } };
    case "throttled":
    case "unavailable":
      return { problem: troubleOf(result) };
  }
}
