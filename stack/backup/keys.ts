import { appendFile, readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { parseEnvFile } from "../env-file.ts";
import { ensureSecrets, type Secrets } from "../secrets.ts";

/**
 * The rings without which sessions, cookies, links in messages and signed
 * identities are worth nothing.
 */
const rings = [
  ...(["SESSION_SEAL_KEYS", "SESSION_PEPPERS", "SESSION_ENVELOPE_KEYS"] as const),
  ...(["AUTH_SECRETS", "IDENTITY_KEYS"] as const),
];

export const keysSchema = z.object({
  SESSION_SEAL_KEYS: z.string(),
  SESSION_PEPPERS: z.string(),
  SESSION_ENVELOPE_KEYS: z.string(),
  AUTH_SECRETS: z.string(),
  // Backups of earlier builds have none.
  IDENTITY_KEYS: z.string().default(""),
});

/** The rings of a site, each as it stands in .env. */
export type Keys = Readonly<z.infer<typeof keysSchema>>;

/** @param secrets All secrets of a site. */
export const keysOf = (secrets: Secrets): Keys => keysSchema.parse(secrets);

/**
 * The names of the rings that lack a key of the backup. With these rings, everything that was
 * sealed with that key is lost.
 */
export function lackingKeys(secrets: Keys, needed: Keys): string[] {
  return rings.filter((name) => keysIn(needed[name]).some((key) => !keysIn(secrets[name]).includes(key)));
}

/**
 * Puts the backup's keys first in the rings of this file, before those that it has. If the file
 * doesn't exist, this makes it, with these keys alone.
 */
export async function takeKeys(file: string, keys: Keys): Promise<void> {
  const present = parseEnvFile(await contentOf(file));
  await ensureSecrets(file);
  for (const name of rings) {
    const taken = keysIn(keys[name]);
    if (taken.length === 0) continue;
    const own = keysIn(present[name] ?? "").filter((key) => !taken.includes(key));
    await writeSetting(file, name, [...taken, ...own].join(","));
  }
}

/** Sets one setting of an .env file, in its place if it has one. The file is its owner's alone. */
export async function writeSetting(file: string, name: keyof Keys, value: string): Promise<void> {
  const content = await contentOf(file);
  const line = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, "m");
  if (line.test(content))
    return writeFile(
      file,
      content.replace(line, () => `${name}=${value}`),
    );
  const separator = content === "" || content.endsWith("\n") ? "" : "\n";
  await appendFile(file, `${separator}${name}=${value}\n`, { mode: 0o600 });
}

const keysIn = (ring: string) =>
  ring
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "");

async function contentOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
}
