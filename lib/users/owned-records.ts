/**
 * Records that belong to a user and have an id of their own: accounts at identity providers, and
 * authenticators. Every change is durable. Errors are those of `UserRecords`.
 */
export interface OwnedRecords<T extends { userId: string }> {
  /**
   * Adds a record, unless another user has its id.
   * @returns The record with this id afterwards.
   */
  add(id: string, record: T): Promise<T>;
  /**
   * Hands a record over from an owner who was removed.
   * @returns The record as it is now, or undefined if there is none.
   */
  replace(id: string, from: string, record: T): Promise<T | undefined>;
  find(id: string): Promise<T | undefined>;
  /** A user's records. */
  of(userId: string): Promise<T[]>;
  /**
   * Changes a record without losing another change.
   * @returns The record as it is now, or undefined if there is none.
   */
  update(id: string, change: (record: T) => T): Promise<T | undefined>;
  /** Removes a record and returns it. */
  remove(id: string): Promise<T | undefined>;
  /** Removes all records of a user. A second call finishes an interrupted one. */
  removeAllOf(userId: string): Promise<void>;
}
