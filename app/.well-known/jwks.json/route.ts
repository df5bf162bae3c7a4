import { identityKeys } from "@/lib/auth/forward-auth/identity-keys.ts";
import { takesOnly } from "@/lib/auth/methods.ts";

export const dynamic = "force-dynamic";

/**
 * Seconds for which a service may keep the keys: after so long a new one is known
 * everywhere, and may sign.
 */
const keep = 300;

/**
 * The public keys of signed identities (RFC 7517), those that don't sign yet or any
 * more among them. Asks nobody.
 */
export async function GET(): Promise<Response> {
  const keys = (await identityKeys()).map(({ published }) => published);
  return Response.json({ keys }, { headers: { "cache-control": `public, max-age=${keep}` } });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
