import { z } from "zod";

/** What can be asked for: those verbs of the runner that can be undone, and no others. */
export const wishSchema = z.discriminatedUnion("verb", [
  z.strictObject({ verb: z.enum(["kill", "start", "freeze", "thaw", "restart"]), part: z.string().min(1) }),
  /**
   * Of the Redis nodes together: it has no part, and one that is named
   * isn't taken for nothing said.
   */
  z.strictObject({ verb: z.literal("failover"), part: z.literal("") }),
]);

export type Wish = Readonly<z.output<typeof wishSchema>>;
