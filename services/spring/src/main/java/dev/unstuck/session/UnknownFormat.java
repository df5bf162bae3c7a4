package dev.unstuck.session;

/** A record of a format that this build doesn't know. It is left as it is. */
public final class UnknownFormat extends RuntimeException {
  UnknownFormat(String what) {
    super(
        "A session has " + what + ", which this build can't read. It was likely written by a newer"
            + " build: finish the deployment. The record was left alone.");
  }
}
