/** One file of vectors: a description of its cases, the secrets that they need, and the cases. */
export interface VectorFile {
  about: string;
  keys?: Record<string, readonly string[]>;
  cases: readonly ({ name: string } & Record<string, unknown>)[];
}
