import { minPasswordLength, type PasswordProblem } from "@/lib/users/password-rules.ts";

/** The hint below a field for a new password, before anything is wrong. */
export const passwordHint = `At least ${minPasswordLength} characters. Several words are fine, and no kind of character is asked for.`;

const reasons: Record<PasswordProblem, string> = {
  short: `The password needs at least ${minPasswordLength} characters.`,
  long: "The password may have 1024 characters at the most.",
  email: "The password may not hold the first part of the email.",
  repeated: "The password is one short piece over and over. Take several words.",
  common: "The password is among those that guessers try first. Take several words.",
};

/** The reason why a new password is refused, in words. */
export function passwordRefusal(problem: PasswordProblem): string {
  return reasons[problem];
}
