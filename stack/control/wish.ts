import { z } from "zod";

/** What can be asked for: those verbs of the runner that can be undone, and no others. */
export const wishSchema = z.object({
  verb: z.enum(["kill", "start", "freeze", "thaw", "restart", "failover"]),
  /** Nothing for a failover. */
  part: z.string(),
});

export type Wish = Readonly<z.output<typeof wishSchema>>;
