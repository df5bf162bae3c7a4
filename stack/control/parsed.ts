import type { z } from "zod";

/** A request's body as what it should be; undefined for what isn't that, or isn't JSON. */
export function parsed<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
