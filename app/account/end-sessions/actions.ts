"use server";

import { redirect } from "next/navigation";
import { endSessions } from "@/lib/auth/end-sessions.ts";
import { requireAction } from "@/lib/auth/guard.ts";
import type { Trouble } from "../../_ui/trouble.tsx";
import { troubleOf } from "../../_ui/trouble-of.ts";
import { endingOf, endingPath } from "./ending.ts";

export type EndState = { problem: Trouble | null };

export async function end(_before: EndState, data: FormData): Promise<EndState> {
  const refused = (text: string): EndState => ({ problem: { kind: "refused", text } });
  const ending = endingOf(data.get("which"), data.get("id"));
  if (!ending) return refused("Choose the devices to sign out on your account page.");
  const asked = await requireAction(endingPath(ending));
  if (asked.status === "forbidden") return refused("Your account may not do this.");
  if (asked.status === "unavailable") return { problem: troubleOf(asked) };
  const password = data.get("password");
  const result = await endSessions(
    asked.session,
    ending,
    typeof password === "string" && password !== "" ? password : undefined,
  );
  switch (result.status) {
    case "ended":
      redirect(
        ending.which === "all" ? "/login?ended=everywhere" : `/account?did=ended&ended=${result.count}`,
      );
      break;
    case "gone":
      redirect("/login?ended=elsewhere");
      break;
    case "step-up":
      return refused("You signed in too long ago for this: enter your password.");
    case "wrong":
      return refused("The password is wrong.");
    case "superseded":
      return refused("Your session was renewed in another tab a moment ago. Send this again.");
    case "throttled":
    case "unavailable":
      return { problem: troubleOf(result) };
  }
}
