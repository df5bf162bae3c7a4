/** One thing that a history shows and that the site promised never to do. */
export interface Anomaly {
  /** Milliseconds of the history's clock. */
  readonly at: number;
  readonly what: string;
  /** The session that the anomaly is about, if it is about one. */
  readonly session?: string;
}

/** A history's verdict on one promise. */
export interface Verdict {
  readonly promise: string;
  /**
   * The number of answers that could have broken it: a verdict over none would be worth nothing.
   */
  readonly checked: number;
  readonly anomalies: readonly Anomaly[];
}
