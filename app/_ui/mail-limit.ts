/** What a form that has mail sent says when too much of it was asked for. */
export const tooMuchMail =
  "Each account and each place may have a few messages sent in a while. Look for the last one, whose link may still work.";
