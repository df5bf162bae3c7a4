import { takesOnly } from "@/lib/auth/methods.ts";
import { nodeName } from "@/lib/node/name.ts";

export const dynamic = "force-dynamic";

/**
 * Whether the process is alive. It asks no other part, so that a slow Redis never gets a healthy
 * node restarted.
 */
export function GET(): Response {
  return Response.json({ node: nodeName(), live: true });
}

export const { OPTIONS, POST, PUT, PATCH, DELETE } = takesOnly("GET");
