import { notAllowed } from "./problem.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof methods)[number];

/**
 * What a route answers to the methods that it doesn't take, 405, and to OPTIONS. Next.js alone
 * would answer 405 without Allow and without a body. A route exports what it lacks:
 *
 * @example
 * export const { OPTIONS, PUT, PATCH, DELETE } = takesOnly("GET", "POST");
 */
export function takesOnly(...taken: readonly Method[]): Record<Method | "OPTIONS", () => Response> {
  const allow = ["GET", "HEAD", "OPTIONS", ...methods.slice(1)]
    .filter(
      (name) => name === "OPTIONS" || taken.some((one) => one === name || (one === "GET" && name === "HEAD")),
    )
    .join(", ");
  const refuse = () => notAllowed(allow);
  const options = () => new Response(null, { status: 204, headers: { allow } });
  return { OPTIONS: options, GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse };
}
