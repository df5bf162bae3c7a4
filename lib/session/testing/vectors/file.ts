/** One file of vectors: what its cases are about, the secrets that they need, and the cases. */
export interface VectorFile {
  about: string;
  keys?: Record<string, readonly string[]>;
  cases: readonly ({ name: string } & Record<string, unknown>)[];
}
