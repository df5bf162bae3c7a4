package dev.unstuck.session.redis;

import java.util.regex.Pattern;

/** What an error that Redis answered with means. */
enum Refusal {
  /** Tried again until the deadline, on a connection to whichever server is primary then. */
  PASSING,
  /** A fault of the set-up, which fails at once. */
  SETUP,
  /** Of one key, or of our script's own making: asking again would get the same answer. */
  OWN;

  private static final Pattern OF_ONE_KEY =
      Pattern.compile("((ERR )?(UNKNOWNLAYOUT\\b|user_script:\\d)|(WRONGTYPE|INVALIDOBJ)\\b).*");
  private static final Pattern OF_SETUP = Pattern.compile(
      "(OOM|NOPERM|NOAUTH|WRONGPASS|DENIED|NOPROTO|CROSSSLOT)\\b.*"
          + "|ERR (The user executing the script can't|ACL failure in script"
          + "|AUTH <password> called without|unknown (command|subcommand)"
          + "|Unknown (Redis )?command called|Error compiling script"
          + "|This instance has cluster support disabled|SELECT is not allowed in cluster mode"
          + "|DB index is out of range|invalid DB index).*");

  /** Whatever isn't listed is a refusal all the same, and passing. */
  static Refusal of(String reply) {
    var line = reply.lines().findFirst().orElse("");
    if (OF_ONE_KEY.matcher(line).matches()) return OWN;
    return OF_SETUP.matcher(line).matches() ? SETUP : PASSING;
  }
}
