package dev.unstuck.session;

import dev.unstuck.session.redis.Redis;
import java.util.List;

/** The parts that the operations of one store share. */
record StoreParts(
    Redis redis, Keys keys, Verifiers verifiers, Envelopes envelopes, Revocations revocations) {
  /** The keys of a session: its user's index, and its record. */
  List<byte[]> keysOf(String tag, String id) {
    return List.of(keys.index(tag), keys.record(tag, id));
  }
}
