import { existsSync } from "node:fs";
import path from "node:path";

/** The path of a file of the project on this machine. */
export const fileOf = (name: string) => path.join(/* turbopackIgnore: true */ process.cwd(), name);

/** Whether this build has a file that the lessons name. */
export const isShipped = (name: string): boolean => existsSync(/* turbopackIgnore: true */ fileOf(name));
