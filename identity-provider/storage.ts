import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

/** One stored value, and when it expires (in seconds since 1970). */
interface Entry {
  until: number;
  payload: AdapterPayload;
}

const now = () => Math.floor(Date.now() / 1000);

/**
 * The storage of oidc-provider, one file per entry: a sign-on that began before a restart goes on
 * after it. It isn't in the site's Redis, because a company's provider must answer while that Redis
 * is away.
 */
export async function fileStorage(folder: string): Promise<AdapterFactory> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await readdir(folder)) {
    const entry = await read(path.join(folder, name));
    if (!entry || entry.until <= now()) await rm(path.join(folder, name), { force: true });
  }
  return (model) => new FileStorage(folder, model);
}

class FileStorage implements Adapter {
  // Not parameter properties of the constructor: in the container, Node.js runs this file as it is
  // and doesn't support those.
  readonly #folder: string;
  readonly #model: string;

  constructor(folder: string, model: string) {
    this.#folder = folder;
    this.#model = model;
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    await this.#write(this.#file(id), { until: now() + expiresIn, payload });
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    return this.#alive(await read(this.#file(id)));
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return (await this.#all()).find(({ payload }) => payload.uid === uid)?.payload;
  }

  /** Only the device flow calls this, and it is off. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const entry = await read(this.#file(id));
    if (entry)
      await this.#write(this.#file(id), { ...entry, payload: { ...entry.payload, consumed: now() } });
  }

  async destroy(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    for (const { file, payload } of await this.#all()) {
      if (payload.grantId === grantId) await rm(file, { force: true });
    }
  }

  /** A hash, so that no id from a request is ever a path. */
  #file(id: string): string {
    return path.join(this.#folder, `${this.#model}-${createHash("sha256").update(id).digest("hex")}.json`);
  }

  #alive(entry: Entry | undefined): AdapterPayload | undefined {
    return entry && entry.until > now() ? entry.payload : undefined;
  }

  async #all(): Promise<{ file: string; payload: AdapterPayload }[]> {
    const found: { file: string; payload: AdapterPayload }[] = [];
    for (const name of await readdir(this.#folder)) {
      if (!name.startsWith(`${this.#model}-`)) continue;
      const file = path.join(this.#folder, name);
      const payload = this.#alive(await read(file));
      if (payload) found.push({ file, payload });
    }
    return found;
  }

  async #write(file: string, entry: Entry): Promise<void> {
    await writeFile(`${file}.new`, JSON.stringify(entry), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }
}

async function read(file: string): Promise<Entry | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Entry;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    // The process was killed while it wrote the file, so the entry is lost.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
