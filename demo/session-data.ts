declare module "../lib/auth/sessions.ts" {
  interface SessionData {
    /** How often this session pressed the counter of the live page; every press must count. */
    counter?: number;
  }
}

/** The part that API answers show. */
export const shownCounter = ({ counter = 0 }: { counter?: number }) => ({ counter });
