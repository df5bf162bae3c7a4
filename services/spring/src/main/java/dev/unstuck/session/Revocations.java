package dev.unstuck.session;

import dev.unstuck.session.redis.Attempt;
import dev.unstuck.session.redis.Redis;
import dev.unstuck.session.redis.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The sessions that this store, and those that announce it, ended lately. This store ends them once
 * more on each new connection before it uses the connection, because an election may have chosen a
 * replica that lacks one of these ends.
 */
final class Revocations {
  /** Sessions that one call ends, so that others are served in between. */
  private static final int AT_ONCE = 256;

  private final Script again = new Script("revoke-again");
  private final String self = UUID.randomUUID().toString();
  private final Journal journal = new Journal();
  private final Keys keys;
  private Redis redis;

  Revocations(Keys keys) {
    this.keys = keys;
  }

  /** Tells others of revocations through this Redis, and learns of theirs. */
  void announceBy(Redis redis) {
    this.redis = redis;
    redis.listen(keys.channel(), message -> Announcement.read(message)
        .filter(said -> !said.by().equals(self))
        .ifPresent(said -> said.ids().forEach(id -> journal.add(said.tag(), id))));
  }

  /** Keeps an end, and tells the other stores of it: 1 round trip, for which nothing waits. */
  void tell(String tag, String id) {
    journal.add(tag, id);
    redis.publish(keys.channel(), new Announcement(self, tag, List.of(id)).written());
  }

  /** 1 round trip for 256 sessions, none if there are none. */
  CompletableFuture<?> repeatOn(Attempt connection) {
    var all = journal.all();
    var calls = new ArrayList<CompletableFuture<?>>();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      var some = all.subList(from, Math.min(from + AT_ONCE, all.size()));
      calls.add(connection.send(again,
          some.stream().map(one -> keys.index(one.tag())).toList(),
          some.stream().map(one -> Bytes.of(one.id())).toList()).toCompletableFuture());
    }
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
  }
}
