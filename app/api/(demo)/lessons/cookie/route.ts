import { z } from "zod";
import { experiment } from "@/demo/lessons/experiment.ts";
import { bare, openBare, seal, sign, unseal, verify } from "@/demo/lessons/seals.ts";
import { takesOnly } from "@/lib/auth/methods.ts";

type Content = { name: string; role: string };

const shown = z.object({
  bare: z.string().max(2000),
  signed: z.string().max(2000),
  sealed: z.string().max(2000),
});

/** Three cookies with the same content. */
export function GET(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const content: Content = { name: "Demo User", role: "user" };
    return { body: { bare: bare(content), signed: sign(content), sealed: await seal(content) } };
  });
}

/**
 * This site's belief about cookies that come back: a role, or null for a cookie that it rejects.
 */
export function POST(request: Request): Promise<Response> {
  return experiment(request, async () => {
    const given = shown.safeParse(await request.json().catch(() => undefined));
    if (!given.success) return null;
    return {
      body: {
        bare: openBare<Content>(given.data.bare)?.role ?? null,
        signed: verify<Content>(given.data.signed)?.role ?? null,
        sealed: (await unseal<Content>(given.data.sealed))?.role ?? null,
      },
    };
  });
}

export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
