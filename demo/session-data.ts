declare module "../lib/auth/sessions.ts" {
  interface SessionData {
    /** How often this session pressed the counter of the live page; every press must count. */
    counter?: number;
  }
}

/** What API answers show of it. */
export const shownCounter = ({ counter = 0 }: { counter?: number }) => ({ counter });
