/**
 * A copy of all data as the base of an append-only file. With `appendonly yes` a server ignores a
 * `dump.rdb` beside an empty folder of append-only files.
 */
export const appendOnly = {
  folder: "appendonlydir",
  base: "appendonly.aof.1.base.rdb",
  /** Is written last: a node without it counts as empty. */
  manifest: "appendonly.aof.manifest",
  /** The content of the manifest. */
  contents: "file appendonly.aof.1.base.rdb seq 1 type b\n",
} as const;
