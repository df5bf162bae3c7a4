/**
 * How a session's metadata is kept in its record. A store that is given none keeps the
 * metadata as it is, if MessagePack can: numbers, strings, booleans, dates, bytes, and arrays
 * and plain objects of them.
 *
 * @example An array without names takes less memory per session, and a name may change while old
 * records are still read: const format: MetadataFormat<{ node: string }> = { write: ({ node }) =>
 * [node], read: (kept) => ({ node: String((kept as string[])[0]) }) };
 */
export interface MetadataFormat<Metadata> {
  /** What a record keeps of it. Undefined takes no space. */
  write(metadata: Metadata): unknown;
  /**
   * The metadata of what a record keeps. Must not throw, and gives another object at each call. A
   * record of an earlier build that has none gives undefined.
   */
  read(kept: unknown): Metadata;
}

export const asItIs: MetadataFormat<unknown> = {
  write: (metadata) => metadata,
  read: (kept) => kept,
};
