import type { Acknowledgement } from "./redis/acknowledgement.ts";
import type { Script } from "./redis/script.ts";
import type { Polling } from "./redis/sentinel-poll.ts";

/**
 * The parts of the store that decide whether it keeps its promises. A negative control replaces
 * one, to show why it is needed.
 */
export interface StoreParts {
  /** Which replicas must have a write before it is acknowledged. */
  acknowledgement: Acknowledgement;
  /** The moment from which a Sentinel's answer counts. */
  polling: Polling;
  /**
   * Looks sessions up. It must refuse to run on a deposed primary, and must ask the user's index.
   */
  readScript: Script;
  /**
   * Gives a session its next token. It must tell a token that was given from one that was shown.
   */
  rotateScript: Script;
  /** Milliseconds for which a revocation is repeated on each new primary. */
  repeatsFor: number;
}
