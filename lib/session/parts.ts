import type { Acknowledgement } from "./redis/acknowledgement.ts";
import type { Script } from "./redis/script.ts";
import type { Polling } from "./redis/sentinel-poll.ts";

/**
 * The parts of the store that decide whether it keeps its promises. A negative control replaces
 * one, to show what it is for.
 */
export interface StoreParts {
  /** Which replicas must have a write before it is acknowledged. */
  acknowledgement: Acknowledgement;
  /** From when on what the Sentinels say counts. */
  polling: Polling;
  /**
   * What looks sessions up: it must refuse to run on a deposed primary, and ask the user's index.
   */
  readScript: Script;
  /**
   * What gives a session its next token: it must tell a token that was given from one that was
   * shown.
   */
  rotateScript: Script;
  /** Milliseconds for which a revocation is repeated on each new primary. */
  repeatsFor: number;
}
