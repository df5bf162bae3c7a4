package dev.unstuck.session;

import dev.unstuck.session.redis.Redis;
import dev.unstuck.session.redis.RedisUnavailable;
import dev.unstuck.session.redis.RedisUrl;
import dev.unstuck.session.redis.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The app's sessions, as a service in Java reads, changes and ends them. It begins none. Every
 * failure of Redis is {@link RedisUnavailable}: nothing is known about the session then.
 */
public final class RedisSessions implements AutoCloseable {
  private final Script revokeTokenScript = new Script("revoke-token");
  private final StoreParts store;
  private final SessionReader reader;
  private final SessionChanger changer;

  /**
   * @param prefix what every key begins with, as in the app's {@code lib/prefix.ts}
   * @param peppers as SESSION_PEPPERS has them
   * @param envelopeKeys as SESSION_ENVELOPE_KEYS has them
   * @throws IllegalArgumentException for a ring that can't be
   */
  public RedisSessions(RedisUrl url, String prefix, List<String> peppers,
      List<String> envelopeKeys, Policy policy) {
    var keys = new Keys(prefix);
    var verifiers = new Verifiers(peppers);
    var envelopes = new Envelopes(envelopeKeys);
    var revocations = new Revocations(keys);
    var redis = new Redis(url, keys.closing(), revocations::repeatOn);
    revocations.announceBy(redis);
    store = new StoreParts(redis, keys, verifiers, envelopes, revocations);
    reader = new SessionReader(store, policy);
    changer = new SessionChanger(store);
  }

  /**
   * Finds the session that a token leads to, and slides its idle end if that is due: 1 round trip.
   *
   * @param slide false for a request that no person asked for
   * @return empty only if Redis said that there is none
   * @throws RedisUnavailable; {@link UnknownFormat}; {@link DamagedRecord}
   */
  public Optional<Login> read(Token token, boolean slide) {
    return isElsewhere(token) ? Optional.empty() : reader.read(token, slide);
  }

  /**
   * Changes one part of a session's content, and leaves the others as they are now: 1 round trip,
   * durable, and 1 more each time that another caller was quicker. A change never brings a session
   * back.
   *
   * @param part a service's name, or {@code shared} for the part that several keep together
   * @param change runs again on the newer content, if another caller was quicker
   * @return empty if the session ended meanwhile
   * @throws PartTooLarge; {@link SessionTooLarge}; {@link TooManyConflicts}: nothing was written
   * @throws RedisUnavailable after which it may or may not be there
   */
  public Optional<Login> change(Login login, String part, Consumer<Part> change) {
    return changer.change(login, part, change);
  }

  /**
   * Ends the session that a token leads to, everywhere: 1 round trip, durable. Safe to repeat.
   *
   * @return whether there was one
   * @throws dev.unstuck.session.redis.NotDurable when a failover could bring it back
   */
  public boolean revoke(Token token) {
    if (isElsewhere(token)) return false;
    var arguments = new ArrayList<>(List.of(Bytes.of(token.id())));
    arguments.addAll(store.verifiers().all(token));
    var replies = OfOneRecord.understood(() -> store.redis().write(
        revokeTokenScript, store.keysOf(token.tag(), token.id()), arguments));
    // A revocation that was sent twice found nothing the second time.
    var was = replies.stream().anyMatch(reply -> (Long) reply.get(0) > 0);
    if (was) store.revocations().tell(token.tag(), token.id());
    return was;
  }

  /**
   * Whether Redis answers: 1 round trip.
   *
   * @throws RedisUnavailable if not
   */
  public void ping() {
    store.redis().read(attempt -> attempt.await(attempt.redis().ping()));
  }

  @Override
  public void close() {
    store.redis().close();
  }

  /** A deployment with regions has a store for each. This store knows no regions. */
  private static boolean isElsewhere(Token token) {
    return token.region() != null;
  }
}
