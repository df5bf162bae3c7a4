import { env } from "../env.ts";

/** This replica's name, such as "app-a". */
export function nodeName(): string {
  return env().NODE_NAME;
}
