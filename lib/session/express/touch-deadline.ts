/**
 * Milliseconds that a request waits for a touch. So a missing primary does not delay a page for
 * longer, once its session was read.
 */
export const touchDeadline = 1000;
