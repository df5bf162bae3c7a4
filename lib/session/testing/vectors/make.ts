/** Writes lib/session/vectors/*.json: `npm run vectors`. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { files, folder } from "./files.ts";

for (const [name, text] of files()) writeFileSync(path.join(folder, name), text);
