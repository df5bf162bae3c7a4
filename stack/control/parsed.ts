import type { z } from "zod";

/** A request's body as the schema has it; undefined if it doesn't fit the schema, or isn't JSON. */
export function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
