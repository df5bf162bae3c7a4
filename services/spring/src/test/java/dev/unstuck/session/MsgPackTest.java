package dev.unstuck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MsgPackTest {
  @Test
  void whatJsonHasComesBackAsItWas() {
    var value = Map.of("text", "Zoë", "yes", true, "half", 0.5, "list", List.of(1L, -2L),
        "object", Map.of("a", List.of()));
    assertThat(MsgPack.unpack(MsgPack.pack(value))).isEqualTo(value);
    assertThat(MsgPack.unpack(MsgPack.pack(null))).isNull();
    assertThat(MsgPack.unpack(MsgPack.pack(new byte[] {0, -1}))).isEqualTo(new byte[] {0, -1});
  }

  @Test
  void wholeNumbersAreLongHoweverTheyWereGiven() {
    assertThat(MsgPack.unpack(MsgPack.pack(7))).isEqualTo(7L);
    assertThat(MsgPack.unpack(MsgPack.pack(7.0))).isEqualTo(7L);
    assertThat(MsgPack.unpack(MsgPack.pack((byte) -7))).isEqualTo(-7L);
  }

  @ParameterizedTest
  @ValueSource(longs = {4_294_967_296L, -2_147_483_649L, 9_007_199_254_740_991L})
  void aNumberAbove32BitsIsWrittenAsJavaScriptDoes(long number) {
    assertThat(MsgPack.pack(number)).hasSize(9).startsWith(0xcb);
    assertThat(MsgPack.unpack(MsgPack.pack(number))).isEqualTo(number);
  }

  @Test
  void whatAnotherLanguageCannotReadIsRefusedByItsClass() {
    assertThatThrownBy(() -> MsgPack.pack(List.of(Instant.EPOCH)))
        .isInstanceOf(NotStorable.class).hasMessageContaining("java.time.Instant");
    assertThatThrownBy(() -> MsgPack.pack(Map.of(1, "one"))).isInstanceOf(NotStorable.class);
    assertThatThrownBy(() -> MsgPack.pack(1L << 53))
        .isInstanceOf(NotStorable.class).hasMessageContaining("2^53");
  }
}
