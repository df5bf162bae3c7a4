import type { Schedule } from "../shrink/schedule.ts";

/**
 * Signing out everywhere drops the list alone, so a record that answers by itself is accepted.
 * Written by hand: no campaign has shrunk it.
 */
export const schedule: Schedule = {
  promise: "No session is accepted after its end was acknowledged",
  without: "index",
  steps: [
    { at: 0, session: "s1", does: "login", user: "user@example.com" },
    { at: 100, session: "s1", does: "revoke-all", keepsOwn: false },
    { at: 1000, session: "s1", does: "read" },
  ],
};
