package dev.unstuck.session.redis;

import java.util.regex.Pattern;

/** The meaning of an error that Redis answered with. */
enum Refusal {
  /**
   * The call is tried again until the deadline, on a connection to whichever server is primary
   * then.
   */
  PASSING,
  /** A fault of the set-up, which fails at once. */
  SETUP,
  /**
   * The error is about one key, or comes from our script: asking again would get the same answer.
   */
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

  /** An error that isn't listed is also a refusal, and a passing one. */
  static Refusal of(String reply) {
    var line = reply.lines().findFirst().orElse("");
    if (OF_ONE_KEY.matcher(line).matches()) return OWN;
    return OF_SETUP.matcher(line).matches() ? SETUP : PASSING;
  }
}
