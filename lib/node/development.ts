/**
 * Whether `next dev` runs this process. Next.js sets it, and leaves out of a
 * build what depends on it.
 */
export const isDevelopment = process.env.NODE_ENV === "development";
