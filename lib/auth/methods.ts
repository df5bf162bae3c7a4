import { notAllowed } from "./problem.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
type Method = (typeof methods)[number];

/**
 * A route's answers to OPTIONS, and to the methods that it doesn't take: 405. Next.js itself would
 * answer 405 without Allow and without a body. A route exports the methods that it lacks:
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
