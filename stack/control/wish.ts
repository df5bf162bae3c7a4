import { z } from "zod";

/** The wishes that can be asked for: the verbs of the runner that can be undone, and no others. */
export const wishSchema = z.discriminatedUnion("verb", [
  z.strictObject({ verb: z.enum(["kill", "start", "freeze", "thaw", "restart"]), part: z.string().min(1) }),
  /**
   * A failover concerns the Redis nodes together, so it has no part. A named part is refused and
   * not ignored.
   */
  z.strictObject({ verb: z.literal("failover"), part: z.literal("") }),
]);

export type Wish = Readonly<z.output<typeof wishSchema>>;
