"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { resetPassword } from "@/lib/auth/reset-password.ts";
import { passwordRefusal } from "../../_ui/password-rules.ts";
import type { Trouble } from "../../_ui/trouble.tsx";
import { troubleOf } from "../../_ui/trouble-of.ts";

export type ResetState = {
  /** The code that was pasted, for a browser without script. */
  code: string;
  endSessions: boolean;
  /** Whether the code can't be used, so that the person needs another one. */
  dead: boolean;
  problem: Trouble | null;
};

const form = z.object({ code: z.string().trim().min(1).max(200), next: z.string().min(1).max(2000) });

export async function reset(_before: ResetState, data: FormData): Promise<ResetState> {
  const code = String(data.get("code") ?? "").slice(0, 200);
  const endSessions = data.get("endSessions") !== null;
  const back = { code, endSessions, dead: false };
  const refused = (text: string): ResetState => ({ ...back, problem: { kind: "refused", text } });
  const given = form.safeParse({ code, next: data.get("next") });
  if (!given.success) return refused("The code from the message and a new password are both needed.");
  const result = await resetPassword({ ...given.data, endSessions });
  switch (result.status) {
    case "reset":
      redirect(`/reset-password/done?ended=${result.ended}`);
      break;
    case "dead":
      return { ...refused("This link can’t be used any more."), code: "", dead: true };
    case "unavailable":
      return { ...back, problem: troubleOf(result) };
    case "refused":
      return refused(passwordRefusal(result.problem));
  }
}
