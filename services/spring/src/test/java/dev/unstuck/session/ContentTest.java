package dev.unstuck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContentTest {
  /** A map of 16-bit length, as JavaScript writes every object, and an extension of its own. */
  private static final byte[] ODD =
      {(byte) 0xde, 0, 1, (byte) 0xa1, 'a', (byte) 0xd4, 5, (byte) 0x80};

  private static Content content(byte[]... rest) {
    var fields = Stream.concat(
        Stream.of(MsgPack.pack("user-1"), MsgPack.pack(28_800), ODD, MsgPack.pack(List.of("app-a")),
            Slices.join(Map.of("django", ODD))),
        Stream.of(rest)).toList();
    return Content.read(3, Slices.join(fields));
  }

  @Test
  void aChangeOfOnePartKeepsEverythingElseByteForByte() {
    var later = MsgPack.pack("what a later version puts here");
    var before = content(later);
    var mine = before.part("spring");
    mine.put("visits", 1);
    var after = Content.read(3, before.with("spring", mine).packed());
    assertThat(after.part("spring").get("visits")).isEqualTo(1L);
    assertThat(after.data()).isEqualTo(ODD);
    assertThat(after.parts().get("django")).isEqualTo(ODD);
    assertThat(after.metadata()).isEqualTo(before.metadata());
    assertThat(after.rest()).containsExactly(later);
  }

  @Test
  void aPartThatIsEmptyLeaves() {
    var one = content();
    var mine = one.part("spring");
    mine.put("visits", 1);
    var emptied = one.with("spring", mine).part("spring");
    emptied.remove("visits");
    assertThat(one.with("spring", mine).with("spring", emptied).parts()).containsOnlyKeys("django");
  }

  @Test
  void aContentWithoutMetadataAndPartsIsReadAndWritten() {
    var fields = List.of(MsgPack.pack("user-1"), MsgPack.pack(1), MsgPack.pack(new HashMap<>()));
    var one = Content.read(3, Slices.join(fields));
    assertThat(one.parts()).isEmpty();
    assertThat(Content.read(3, one.packed()).userId()).isEqualTo("user-1");
  }

  @Test
  void aContentThatIsTooLargeIsRefusedBeforeCompressionAndAfter() {
    var envelopes = new Envelopes(List.of("k".repeat(43)));
    assertThatThrownBy(() -> envelopes.seal(new byte[16_385], "id"))
        .isInstanceOf(SessionTooLarge.class).hasMessageContaining("before compression");
    var noise = new byte[5000];
    new Random(1).nextBytes(noise);
    assertThatThrownBy(() -> envelopes.seal(noise, "id"))
        .isInstanceOf(SessionTooLarge.class).hasMessageContaining("in Redis");
  }

  @Test
  void whatCompressesWellIsCompressedAndOpens() {
    var envelopes = new Envelopes(List.of("k".repeat(43)));
    var one = content(MsgPack.pack("a".repeat(2000)));
    var envelope = envelopes.seal(one.packed(), "id");
    assertThat(envelope.length).isLessThan(500);
    assertThat(envelopes.open(envelope, "id").orElseThrow().packed()).isEqualTo(one.packed());
  }
}
