import { nothingHere } from "@/lib/auth/problem.ts";

/**
 * Every path under /api that no route takes, by whatever method: without this, scripts would get
 * the page that people get.
 */
export {
  nothingHere as DELETE,
  nothingHere as GET,
  nothingHere as OPTIONS,
  nothingHere as PATCH,
  nothingHere as POST,
  nothingHere as PUT,
};
