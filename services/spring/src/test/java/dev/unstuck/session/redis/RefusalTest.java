package dev.unstuck.session.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The errors in the words of Redis 7.0 and 8, and Valkey 8. */
class RefusalTest {
  @ParameterizedTest
  @ValueSource(strings = {
    "READONLY You can't write against a read only replica.", "NOREPLICAS Not enough good replicas",
    "LOADING Redis is loading", "MISCONF Redis is configured to save", "BUSY Redis is busy",
    "ERR max number of clients reached", "SOMETHING that nobody has heard of"
  })
  void everyErrorOfRedisIsPassing(String reply) {
    assertThat(Refusal.of(reply)).isEqualTo(Refusal.PASSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "OOM command not allowed", "NOPERM this user has no permissions", "WRONGPASS invalid",
    "ERR ACL failure in script: x", "ERR The user executing the script can't access",
    "ERR unknown command 'EVALSHA'"
  })
  void exceptThoseOfTheSetUpWhichFailAtOnce(String reply) {
    assertThat(Refusal.of(reply)).isEqualTo(Refusal.SETUP);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "UNKNOWNLAYOUT", "ERR user_script:1: bad argument script: abc", "WRONGTYPE Operation against"
  })
  void andThoseOfOneKeyAreTheScriptsOwn(String reply) {
    assertThat(Refusal.of(reply)).isEqualTo(Refusal.OWN);
  }
}
