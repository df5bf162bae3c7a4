package dev.unstuck.session.redis;

import io.lettuce.core.RedisFuture;
import java.util.ArrayList;
import java.util.List;

/** A write that its caller waits for, and its progress so far. All its keys have one tag. */
final class PendingWrite {
  private final Script script;
  private final List<byte[]> keys;
  private final List<byte[]> arguments;
  private final List<List<Object>> replies = new ArrayList<>();
  private RuntimeException failure;
  private boolean settled;

  PendingWrite(Script script, List<byte[]> keys, List<byte[]> arguments) {
    this.script = script;
    this.keys = keys;
    this.arguments = arguments;
  }

  /** @param whole whether the server may not know the script */
  RedisFuture<List<Object>> send(Attempt attempt, boolean whole) {
    return script.send(attempt.redis(), whole, keys, arguments);
  }

  void took(List<Object> reply) {
    replies.add(reply);
  }

  void succeed() {
    settled = true;
  }

  void fail(RuntimeException fault) {
    if (settled) return;
    failure = fault;
    settled = true;
  }

  boolean isSettled() {
    return settled;
  }

  /** The result of the write, once it is settled. */
  List<List<Object>> result() {
    if (failure != null) throw failure;
    return replies;
  }
}
