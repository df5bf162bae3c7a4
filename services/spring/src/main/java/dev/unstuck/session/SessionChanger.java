package dev.unstuck.session;

import dev.unstuck.session.redis.Redis;
import dev.unstuck.session.redis.Script;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Changes the parts that services keep in sessions, by compare-and-set. */
final class SessionChanger {
  /** Tries of a change before it gives up; 50 callers at once on one session need up to 50. */
  private static final int MOST_TRIES = 128;

  /**
   * Milliseconds for which Redis knows that a write was done. This is longer than the time until
   * the write is given up.
   */
  private static final long DONE_FOR = Redis.WRITE_DEADLINE.toMillis() + 7000;

  private static final Pattern PART_NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private final Script script = new Script("update");
  private final StoreParts store;

  SessionChanger(StoreParts store) {
    this.store = store;
  }

  /** The same as {@link RedisSessions#change}. */
  Optional<Login> change(Login login, String part, Consumer<Part> change) {
    if (!PART_NAME.matcher(part).matches()) {
      throw new IllegalArgumentException("A part's name has 1 to 32 lowercase letters, digits and"
          + " hyphens, and begins with a letter: " + part);
    }
    var id = login.id();
    var before = login.content();
    var nonce = login.nonce();
    for (int tries = 0; tries < MOST_TRIES; tries += 1) {
      var after = changed(before, part, change);
      var envelope = store.envelopes().seal(after.packed(), id);
      var reply = write(login, nonce, envelope);
      switch (((Long) reply.get(0)).intValue()) {
        case 0:
          return Optional.empty();
        case 1:
          return Optional.of(new Login(login.tag(), id, after, Envelopes.nonceOf(envelope),
              (Long) reply.get(3), (Long) reply.get(1), login.isSuperseded()));
        default:
          // Another caller was quicker: this makes the change again on the newer content.
          var there = StoredRecord.of((byte[]) reply.get(1)).envelope();
          var opened = store.envelopes().open(there, id);
          if (opened.isEmpty()) return Optional.empty();
          before = opened.get();
          nonce = Envelopes.nonceOf(there);
      }
    }
    throw new TooManyConflicts(MOST_TRIES);
  }

  private static Content changed(Content before, String name, Consumer<Part> change) {
    var part = before.part(name);
    change.accept(part);
    var size = part.packed().length;
    if (size > Policy.PART_BYTES) throw new PartTooLarge(name, size, Policy.PART_BYTES);
    return before.with(name, part);
  }

  /** @return 0: no such session; 1, absolute end, now, last seen: written; 2, record: a conflict */
  private List<Object> write(Login login, byte[] nonce, byte[] envelope) {
    var tag = login.tag();
    var id = login.id();
    var done = store.keys().done(tag, id, Envelopes.nonceOf(envelope));
    var keys = List.of(store.keys().index(tag), store.keys().record(tag, id), done);
    var arguments = List.of(Bytes.of(id), nonce, envelope, Bytes.of(DONE_FOR));
    var replies = OfOneRecord.understood(() -> store.redis().write(script, keys, arguments));
    return replies.get(replies.size() - 1);
  }
}
