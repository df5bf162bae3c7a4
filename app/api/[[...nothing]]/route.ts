import { nothingHere } from "@/lib/auth/problem.ts";

/**
 * Every path under /api that no other route takes, by any method. Without this route, scripts would
 * get the page that people get.
 */
export {
  nothingHere as DELETE,
  nothingHere as GET,
  nothingHere as OPTIONS,
  nothingHere as PATCH,
  nothingHere as POST,
  nothingHere as PUT,
};
