/**
 * Milliseconds for which a touch is waited for: a page that was read while there is no primary
 * isn't held up for longer.
 */
export const touchDeadline = 1000;
