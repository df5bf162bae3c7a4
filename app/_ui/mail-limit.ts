/** The message of a form that sends mail, when too much mail was requested. */
export const tooMuchMail =
  "Each account and each place may have a few messages sent in a while. Look for the last one, whose link may still work.";
