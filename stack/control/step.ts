import { z } from "zod";

/** What is done with the small Redis of an experiment, from its start to its end. */
export const stepSchema = z.object({
  verb: z.enum(["begin", "lose", "discard"]),
  /** Chosen by who begins, and known to nobody else. */
  id: z.string(),
});
