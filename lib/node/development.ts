/**
 * Whether `next dev` runs this process. Next.js sets the value, and leaves code that depends on it
 * out of a build.
 */
export const isDevelopment = process.env.NODE_ENV === "development";
