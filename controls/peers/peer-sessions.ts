import { randomUUID } from "node:crypto";
import type {
  ListedSession,
  NewSession,
  PartChange,
  Read,
  ReadOptions,
  Rotated,
  Session,
  SessionPolicy,
  SessionStore,
  Updated,
} from "../../lib/session/index.ts";
import type { PeerRecord, PeerRecords } from "./peer-records.ts";

/**
 * Sessions as another package keeps them. This is a negative control of the fault campaign, because
 * many apps use such a package. No login should depend on it.
 *
 * This uses the real package as the package's own routes do. An update reads the session, changes
 * it and writes the whole session back. A rotation ends one session and begins another. Each step
 * is a round trip of its own. No step waits for a replica, and none knows of an election.
 */
export class PeerSessions<Data, Metadata = undefined> implements SessionStore<Data, Metadata> {
  readonly #records: Promise<PeerRecords<PeerRecord<Data, Metadata>>>;
  readonly #policy: Pick<SessionPolicy, "idle" | "absolute">;

  /**
   * @param records The records of a package that is loaded only when it is used.
   * @param policy Seconds.
   */
  constructor(
    records: Promise<PeerRecords<PeerRecord<Data, Metadata>>>,
    policy: Pick<SessionPolicy, "idle" | "absolute">,
  ) {
    this.#records = records;
    // Each operation reports the error. Without this line, the rejection would end the process
    // first.
    records.catch(() => {});
    this.#policy = policy;
  }

  async create(
    login: NewSession<Data, Metadata>,
  ): Promise<{ token: string; session: Session<Data, Metadata> }> {
    const { user, data } = login;
    const metadata = login.metadata as Metadata;
    const record = { user, data, metadata, parts: {}, id: randomUUID(), createdAt: Date.now() };
    const token = await (await this.#records).begin(record);
    return { token, session: this.#session(record) };
  }

  async read(token: string, { slide = true }: ReadOptions = {}): Promise<Read<Data, Metadata>> {
    const records = await this.#records;
    const record = await records.get(token);
    if (!record) return { status: "none", replayed: false };
    if (slide) await records.touch(token, record);
    const remaining = this.#policy.idle * 1000;
    return { status: "alive", session: this.#session(record), superseded: false, remaining };
  }

  update(session: Session<Data, Metadata>, change: (data: Data) => Data): Promise<Updated<Data, Metadata>> {
    return this.#change(session, (record) => ({ ...record, data: change(record.data) }));
  }

  updatePart<Part>(
    session: Session<Data, Metadata>,
    part: string,
    change: PartChange<Part>,
  ): Promise<Updated<Data, Metadata>> {
    return this.#change(session, ({ parts, ...record }) => {
      const { [part]: before, ...others } = parts;
      const after = change(before as Part | undefined);
      return { ...record, parts: after === undefined ? others : { ...others, [part]: after } };
    });
  }

  async rotate(token: string): Promise<Rotated> {
    const records = await this.#records;
    const record = await records.get(token);
    if (!record) return { status: "none" };
    await records.end(token, record);
    return { status: "rotated", token: await records.begin(record) };
  }

  async revoke(target: { token: string } | { user: string; id: string }): Promise<boolean> {
    const records = await this.#records;
    const found =
      "token" in target
        ? { token: target.token, record: await records.get(target.token) }
        : await this.#found(target);
    if (!found?.record) return false;
    await records.end(found.token, found.record);
    return true;
  }

  async revokeAll(user: string, except?: { id: string }): Promise<string[]> {
    const records = await this.#records;
    const others = (await this.#all(user)).filter(({ record }) => record.id !== except?.id);
    for (const { token, record } of others) await records.end(token, record);
    return others.map(({ record }) => record.id);
  }

  async list(user: string): Promise<ListedSession<Data, Metadata>[]> {
    return (await this.#all(user)).map(({ record }) => ({ ...this.#session(record), readable: true }));
  }

  async close(): Promise<void> {
    (await this.#records).close();
  }

  async #change(
    session: Session<Data, Metadata>,
    change: (record: PeerRecord<Data, Metadata>) => PeerRecord<Data, Metadata>,
  ): Promise<Updated<Data, Metadata>> {
    const found = await this.#found(session);
    if (!found) return { status: "none" };
    const changed = change(found.record);
    await (await this.#records).set(found.token, changed);
    return { status: "updated", session: this.#session(changed) };
  }

  async #all(user: string) {
    const records = await this.#records;
    const tokens = await records.tokensOf(user);
    const found = await Promise.all(
      tokens.map(async (token) => ({ token, record: await records.get(token) })),
    );
    return found.flatMap(({ token, record }) => (record ? [{ token, record }] : []));
  }

  async #found({ user, id }: { user: string; id: string }) {
    return (await this.#all(user)).find(({ record }) => record.id === id);
  }

  #session({ createdAt, ...record }: PeerRecord<Data, Metadata>): Session<Data, Metadata> {
    const { idle, absolute } = this.#policy;
    const expiresAt = new Date(createdAt + absolute * 1000);
    const now = new Date();
    return {
      ...record,
      createdAt: new Date(createdAt),
      lastSeenAt: now,
      readAt: now,
      idleExpiresAt: new Date(now.getTime() + idle * 1000),
      expiresAt,
      revision: {},
    };
  }
}
