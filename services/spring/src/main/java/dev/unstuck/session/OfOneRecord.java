package dev.unstuck.session;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.function.Supplier;

/** A script's error about one record is about that record, and not about Redis. */
final class OfOneRecord {
  private OfOneRecord() {}

  /** @throws UnknownFormat; {@link DamagedRecord} in place of the script's own words */
  static <T> T understood(Supplier<T> work) {
    try {
      return work.get();
    } catch (RedisCommandExecutionException own) {
      if (String.valueOf(own.getMessage()).contains("UNKNOWNLAYOUT"))
        throw new UnknownFormat("a record layout");
      throw new DamagedRecord("Redis says " + own.getMessage(), own);
    }
  }
}
