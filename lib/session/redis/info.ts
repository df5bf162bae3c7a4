/**
 * One Redis node's report about itself (`INFO`). Its numbers are its own counts, most of them since
 * it started.
 */
export interface RedisInfo {
  /** A new id at each start of the process. */
  runId: string;
  isPrimary: boolean;
  usedMemory: number;
  /** Bytes; 0 without a limit. */
  maxMemory: number;
  evictedKeys: number;
  expiredKeys: number;
  /** Keys that have a time to live now. */
  endingKeys: number;
  /** Commands carried out. */
  commands: number;
  clients: number;
  /** Whether its last write to the append-only file succeeded. If not, it refuses all writes. */
  canWriteDisk: boolean;
  replicas: Replica[];
}

export interface Replica {
  address: string;
  /** Bytes of the replication stream that the replica hasn't acknowledged. */
  lagBytes: number;
  /** Seconds since the primary last heard from the replica, which answers each second. */
  silentFor: number;
}

/**
 * Reads the reply of `INFO`.
 * @throws {Error} when it lacks a field that Redis 7.0 has.
 */
export function parseInfo(text: string): RedisInfo {
  const fields = new Map<string, string>();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  const field = (name: string) => {
    const value = fields.get(name);
    if (value === undefined) throw new Error(`INFO has no ${name}: this is not Redis 7.0 or later.`);
    return value;
  };
  const offset = Number(field("master_repl_offset"));
  const replicas = [...fields].flatMap(([name, value]) => {
    const { ip, port, state, offset: acknowledged, lag } = /^slave\d+$/.test(name) ? pairs(value) : {};
    if (state !== "online") return [];
    const lagBytes = Math.max(0, offset - Number(acknowledged));
    return [{ address: `${ip}:${port}`, lagBytes, silentFor: Number(lag) }];
  });
  return {
    runId: field("run_id"),
    isPrimary: field("role") === "master",
    usedMemory: Number(field("used_memory")),
    maxMemory: Number(field("maxmemory")),
    evictedKeys: Number(field("evicted_keys")),
    expiredKeys: Number(field("expired_keys")),
    // A database without keys has no line.
    endingKeys: [...fields].reduce(
      (sum, [name, value]) => (/^db\d+$/.test(name) ? sum + Number(pairs(value).expires) : sum),
      0,
    ),
    commands: Number(field("total_commands_processed")),
    clients: Number(field("connected_clients")),
    canWriteDisk: field("aof_last_write_status") === "ok",
    replicas,
  };
}

/** `ip=127.0.0.1,port=6402,state=online,offset=42,lag=0` */
function pairs(text: string): Record<string, string> {
  return Object.fromEntries(text.split(",").map((pair) => pair.split("=") as [string, string]));
}
