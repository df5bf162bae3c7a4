import type { SignInMethod } from "@/lib/auth/session-metadata.ts";

const words: Record<SignInMethod, string> = {
  password: "email and password",
  company: "company single sign-on",
};

/** How a person signed in, in words. */
export const signInMethodInWords = (method: SignInMethod): string => words[method];
