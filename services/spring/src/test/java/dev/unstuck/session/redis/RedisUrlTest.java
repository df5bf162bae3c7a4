package dev.unstuck.session.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
  @Test
  void oneServer() {
    var url = RedisUrl.parse(" redis://app:s%40cret@127.0.0.1:6301/2?replicas=1 ");
    assertThat(url.nodes()).containsExactly(new Node("127.0.0.1", 6301));
    assertThat(url.primary()).isNull();
    assertThat(url.password()).isEqualTo("s@cret");
    assertThat(url.database()).isEqualTo(2);
    assertThat(url.replicas()).isEqualTo(1);
    assertThat(RedisUrl.parse("rediss://cache").tls()).isTrue();
    assertThat(RedisUrl.parse("redis://[::1]:7000").nodes()).containsExactly(new Node("::1", 7000));
  }

  @Test
  void sentinels() {
    var url = RedisUrl.parse("redis+sentinel://app:a+b@one,two:26302/unstuck"
        + "?sentinel-user=app&sentinel-password=c%2Bd");
    assertThat(url.nodes()).containsExactly(new Node("one", 26379), new Node("two", 26302));
    assertThat(url.primary()).isEqualTo("unstuck");
    assertThat(url.password()).isEqualTo("a+b");
    assertThat(url.sentinelPassword()).isEqualTo("c+d");
    assertThat(url.replicas()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", "http://127.0.0.1", "redis://", "redis://hush@hush@host", "redis://a,b", "redis://a:99999",
    "redis://a/one", "redis+sentinel://a", "redis+cluster://a:1", "redis://a?replica=1",
    "redis://a?replicas=", "redis://a?replicas=1&replicas=2", "redis://a?sentinel-user=app",
    "redis://:%zz@a"
  })
  void whatCannotBeReadIsRefusedWithoutShowingIt(String url) {
    assertThatThrownBy(() -> RedisUrl.parse(url))
        .isInstanceOf(BadRedisUrl.class).hasMessageStartingWith("REDIS_URL: ")
        .hasMessageNotContainingAny("hush", "zz");
  }

  @Test
  void itsOwnTextShowsNoPassword() {
    assertThat(RedisUrl.parse("redis://app:hush@a").toString()).doesNotContain("hush");
  }
}
