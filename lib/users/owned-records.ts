/**
 * Records that belong to a user and are found by an id of their own: accounts at identity
 * providers, authenticators. Every change is durable. Errors: as of `UserRecords`.
 */
export interface OwnedRecords<T extends { userId: string }> {
  /**
   * Adds a record, unless its id is another user's. @returns The record that is there afterwards.
   */
  add(id: string, record: T): Promise<T>;
  /**
   * Hands a record over from an owner who is gone. @returns The record as it is now, or
   * undefined if there is none.
   */
  replace(id: string, from: string, record: T): Promise<T | undefined>;
  find(id: string): Promise<T | undefined>;
  /** A user's records. */
  of(userId: string): Promise<T[]>;
  /**
   * Changes a record so that no other change is lost. @returns The record as it is now, or
   * undefined if there is none.
   */
  update(id: string, change: (record: T) => T): Promise<T | undefined>;
  /** Removes a record and gives it. */
  remove(id: string): Promise<T | undefined>;
  /** Removes all that a user has. Repeating it finishes what was cut short. */
  removeAllOf(userId: string): Promise<void>;
}
