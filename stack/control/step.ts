import { z } from "zod";

/** The steps with the small Redis of an experiment, from its start to its end. */
export const stepSchema = z.object({
  verb: z.enum(["begin", "lose", "discard"]),
  /** The client that begins chooses the id, and no other knows it. */
  id: z.string(),
});
