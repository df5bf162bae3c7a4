package dev.unstuck.session;

import dev.unstuck.session.redis.Attempt;
import dev.unstuck.session.redis.Script;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** Finds the session that a token leads to: one call of one script. */
final class SessionReader {
  private static final long REPLAYED = 3;

  private final Script script = new Script("read");
  private final StoreParts store;
  private final Policy policy;

  SessionReader(StoreParts store, Policy policy) {
    this.store = store;
    this.policy = policy;
  }

  /** The same as {@link RedisSessions#read}. */
  Optional<Login> read(Token token, boolean slide) {
    var shown = store.verifiers().all(token);
    var reply = OfOneRecord.understood(() -> store.redis().read(attempt -> attempt.call(
        script, store.keysOf(token.tag(), token.id()), arguments(attempt, token, shown, slide))));
    if (reply.get(1) instanceof byte[] found) return open(token, found, seenNow(reply, slide));
    // The script has ended a replayed session, and the other stores must know.
    if (reply.get(1).equals(REPLAYED)) store.revocations().tell(token.tag(), token.id());
    return Optional.empty();
  }

  private List<byte[]> arguments(
      Attempt attempt, Token token, List<byte[]> shown, boolean slide) {
    // Another primary may have another clock than the one by which a token's first showing was
    // noted.
    var isNew = attempt.age().compareTo(Policy.GRACE) < 0;
    var arguments = new ArrayList<>(List.of(
        Bytes.of(policy.idle().toMillis()),
        Bytes.of(slide ? policy.slideAfter() : Policy.NEVER),
        Bytes.of(isNew ? Policy.NEVER : Policy.GRACE.toMillis()),
        Bytes.of(shown.size()), Bytes.of(token.id())));
    arguments.addAll(shown);
    return arguments;
  }

  /** A record in a reply is from before the slide that the same call may have written. */
  private LongUnaryOperator seenNow(List<Object> reply, boolean slide) {
    var now = (Long) reply.get(0);
    return seen -> slide && now - seen >= policy.slideAfter() ? now : seen;
  }

  /** @param found the absolute end in digits, 1 or 2 for a superseded token, and the record */
  private Optional<Login> open(Token token, byte[] found, LongUnaryOperator seenNow) {
    var mark = 0;
    while (found[mark] > 2) mark += 1;
    var ends = Long.parseLong(new String(found, 0, mark));
    var record = StoredRecord.of(Arrays.copyOfRange(found, mark + 1, found.length));
    var superseded = found[mark] == 2;
    return store.envelopes().open(record.envelope(), token.id()).map(content -> new Login(
        token.tag(), token.id(), content, Envelopes.nonceOf(record.envelope()),
        seenNow.applyAsLong(record.lastSeen()), ends, superseded));
  }
}
