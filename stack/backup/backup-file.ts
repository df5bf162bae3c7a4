import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from "node:crypto";
import { z } from "zod";
import { StackError } from "../stack.ts";
import { type Keys, keysSchema } from "./keys.ts";

/** The content of a backup. */
export interface Backup {
  /** When the copy was begun. */
  readonly made: Date;
  /** The server that made the copy: an older one can't load it. */
  readonly server: string;
  readonly keys: Keys;
  /** All data, as an RDB. */
  readonly data: Buffer;
}

const magic = "unstuck backup 1\n";
/** scrypt with 128 MiB and about half a second per guess (OWASP's first choice). */
const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 };

const headSchema = z.object({
  made: z.iso.datetime(),
  server: z.string(),
  /** The encryption's parameters, in base64; null if the backup isn't encrypted. */
  sealed: z.object({ salt: z.base64(), iv: z.base64(), tag: z.base64() }).nullable(),
});

/**
 * A backup as a file's content. A line names the format. One has the SHA-256 of all that follows,
 * which tells damage from a wrong passphrase. A line of JSON has what isn't secret. The keys and
 * the data come last.
 */
export function encodeBackup({ made, server, keys, data }: Backup, passphrase?: string): Buffer {
  const plain = Buffer.concat([Buffer.from(`${JSON.stringify(keys)}\n`), data]);
  const { sealed, body } = passphrase === undefined ? { sealed: null, body: plain } : seal(plain, passphrase);
  const head = JSON.stringify({ made: made.toISOString(), server, sealed });
  const summed = Buffer.concat([Buffer.from(`${head}\n`), body]);
  return Buffer.concat([Buffer.from(`${magic}${digestOf(summed)}\n`), summed]);
}

/**
 * @throws {StackError} if this is no backup, is damaged, or was encrypted with another passphrase.
 */
export function decodeBackup(content: Buffer, passphrase?: string): Backup {
  if (!content.subarray(0, magic.length).equals(Buffer.from(magic)))
    throw new StackError("It isn't a backup of Unstuck, or one that a newer version made.");
  const [digest, summed] = lineOf(content.subarray(magic.length));
  if (digestOf(summed) !== digest)
    throw new StackError(
      "It is damaged: its checksum isn't the one that it was written with. Take another copy.",
    );
  const [head, body] = lineOf(summed);
  const { made, server, sealed } = headSchema.parse(JSON.parse(head));
  const [keys, data] = lineOf(sealed === null ? body : open(body, sealed, passphrase));
  return { made: new Date(made), server, keys: keysSchema.parse(JSON.parse(keys)), data };
}

function seal(plain: Buffer, passphrase: string) {
  const [salt, iv] = [randomBytes(16), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", scryptSync(passphrase, salt, 32, cost), iv);
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const [inText, tag] = [(bytes: Buffer) => bytes.toString("base64"), cipher.getAuthTag()];
  return { sealed: { salt: inText(salt), iv: inText(iv), tag: inText(tag) }, body };
}

type Sealed = NonNullable<z.infer<typeof headSchema>["sealed"]>;

function open(body: Buffer, { salt, iv, tag }: Sealed, passphrase?: string): Buffer {
  if (passphrase === undefined)
    throw new StackError("It is encrypted. Give its passphrase in BACKUP_PASSPHRASE.");
  const key = scryptSync(passphrase, Buffer.from(salt, "base64"), 32, cost);
  const options = { authTagLength: 16 };
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64"), options);
  decipher.setAuthTag(Buffer.from(tag, "base64"));
  const plain = decipher.update(body);
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    throw new StackError("It was encrypted with another passphrase than the one in BACKUP_PASSPHRASE.");
  }
}

function lineOf(bytes: Buffer): readonly [line: string, rest: Buffer] {
  const end = bytes.indexOf("\n");
  return end < 0 ? ["", bytes] : [bytes.subarray(0, end).toString(), bytes.subarray(end + 1)];
}

const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
