import { byItselfHeader } from "@/lib/auth/by-itself.ts";

/** The header of a request that no person caused: such a request doesn't prolong the session. */
export const byItself = { [byItselfHeader]: "1" };

/** The session of this browser as a node reports it; `remaining` in milliseconds. Null: none. */
export type Known = { id: string; remaining: number } | null;

/** Asks a node. @returns Undefined if no node could say. */
export async function askWho(headers: Record<string, string>): Promise<Known | undefined> {
  try {
    const answer = await fetch("/api/whoami", { cache: "no-store", headers });
    if (!answer.ok) return undefined;
    const { session } = (await answer.json()) as { session: { id: string; endsIn: number } | null };
    return session && { id: session.id, remaining: session.endsIn };
  } catch {
    return undefined;
  }
}
