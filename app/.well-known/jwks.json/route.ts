import { identityKeys } from "@/lib/auth/forward-auth/identity-keys.ts";
import { takesOnly } from "@/lib/auth/methods.ts";

export const dynamic = "force-dynamic";

/**
 * Seconds for which a service may keep the keys. After that time every service knows a new key, so
 * the site may sign with it.
 */
const keep = 300;

/**
 * The public keys of signed identities (RFC 7517), with those that don't sign yet and those that
 * don't sign any more. This route asks no other part.
 */
export async function GET(): Promise<Response> {
  const keys = (await identityKeys()).map(({ published }) => published);
  return Response.json({ keys }, { headers: { "cache-control": `public, max-age=${keep}` } });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
