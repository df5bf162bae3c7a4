/**
 * How a session's metadata is kept in its record. Without a format the store keeps the metadata
 * unchanged, within what MessagePack can hold: numbers, strings, booleans, dates, bytes, and arrays
 * and plain objects of them.
 *
 * @example
 * // An array without names takes less memory per session, and a name may change while old records
 * // are still read.
 * const format: MetadataFormat<{ node: string }> = {
 *   write: ({ node }) => [node],
 *   read: (kept) => ({ node: String((kept as string[])[0]) }),
 * };
 */
export interface MetadataFormat<Metadata> {
  /** The value that a record keeps. Undefined takes no space. */
  write(metadata: Metadata): unknown;
  /**
   * The metadata from the value that a record keeps. It must not throw, and must give another
   * object at each call. It gets undefined for a record of an earlier build that has no metadata.
   */
  read(kept: unknown): Metadata;
}

export const asItIs: MetadataFormat<unknown> = {
  write: (metadata) => metadata,
  read: (kept) => kept,
};
