"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { changePassword } from "@/lib/auth/change-password.ts";
import { requireAction } from "@/lib/auth/guard.ts";
import { passwordRefusal } from "../../_ui/password-rules.ts";
import type { Trouble } from "../../_ui/trouble.tsx";
import { troubleOf } from "../../_ui/trouble-of.ts";

export type PasswordState = { problem: Trouble | null; endOthers: boolean };

const form = z.object({ current: z.string().min(1), next: z.string().min(1).max(2000) });

export async function change(_before: PasswordState, data: FormData): Promise<PasswordState> {
  const endOthers = data.get("endOthers") !== null;
  const refused = (text: string): PasswordState => ({ endOthers, problem: { kind: "refused", text } });
  const asked = await requireAction("/account/password");
  if (asked.status === "forbidden") return refused("Your account may not do this.");
  if (asked.status === "unavailable") return { endOthers, problem: troubleOf(asked) };
  const given = form.safeParse({ current: data.get("current"), next: data.get("next") });
  if (!given.success) return refused("Both passwords are needed.");
  const result = await changePassword(asked.session, { ...given.data, endOthers });
  switch (result.status) {
    case "changed":
      redirect(`/account?did=password&ended=${result.ended}`);
      break;
    case "changed-only":
      redirect("/account?did=password-only");
      break;
    case "gone":
      redirect("/login?ended=elsewhere");
      break;
    case "wrong":
      return refused("The present password is wrong.");
    case "throttled":
    case "unavailable":
      return { endOthers, problem: troubleOf(result) };
    case "refused":
      return refused(
        result.problem === "same" ? "That is the password you have." : passwordRefusal(result.problem),
      );
  }
}
