package dev.unstuck.session;

import static dev.unstuck.session.Vectors.hex;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** This implementation reads, byte for byte, the records that the TypeScript store writes. */
class VectorsTest {
  @TestFactory
  Stream<DynamicTest> cookies() {
    return Vectors.of("cookie", "cookie", one -> {
      var seals = new Seals(Vectors.texts(one.path("ring")));
      var expected = one.path("token").isNull() ? null : one.path("token").stringValue();
      assertThat(seals.unseal(one.path("cookie").stringValue()).map(VectorsTest::text).orElse(null))
          .isEqualTo(expected);
    });
  }

  @TestFactory
  Stream<DynamicTest> tokens() {
    return Vectors.of("token", "text", one -> {
      var token = Token.parse(one.path("text").stringValue()).orElse(null);
      var expected = one.path("token");
      if (expected.isNull()) {
        assertThat(token).isNull();
        return;
      }
      assertThat(token.region()).isEqualTo(
          expected.has("region") ? expected.path("region").stringValue() : null);
      assertThat(token.tag()).isEqualTo(expected.path("tag").stringValue());
      assertThat(token.id()).isEqualTo(expected.path("id").stringValue());
      assertThat(token.secret()).isEqualTo(hex(expected.path("secret")));
    });
  }

  @TestFactory
  Stream<DynamicTest> tags() {
    return Vectors.of("keys", "tag", one -> assertThat(Keys.tagOf(one.path("user").stringValue()))
        .isEqualTo(one.path("tag").stringValue()));
  }

  @TestFactory
  Stream<DynamicTest> names() {
    var id = "AAECAwQFBgcICQoLDA0ODw";
    return Vectors.of("keys", "names", one -> {
      var keys = new Keys(one.path("prefix").stringValue());
      var tag = Keys.tagOf(one.path("user").stringValue());
      var names = one.path("names");
      assertThat(keys.index(tag)).asString().isEqualTo(names.path("index").stringValue());
      assertThat(keys.record(tag, id)).asString().isEqualTo(names.path("record").stringValue());
      assertThat(keys.done(tag, id, new byte[] {17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17}))
          .asString().isEqualTo(names.path("done").stringValue());
      assertThat(keys.channel()).asString().isEqualTo(names.path("channel").stringValue());
    });
  }

  @TestFactory
  Stream<DynamicTest> keysOfRings() {
    return Vectors.of("verifiers", "secret", one -> {
      var secret = one.path("secret").stringValue();
      var key = new KeyRing(List.of(secret), one.path("purpose").stringValue()).first();
      assertThat(hex(key.key())).isEqualTo(one.path("key").stringValue());
      assertThat(hex(key.id())).isEqualTo(one.path("keyId").stringValue());
    });
  }

  @TestFactory
  Stream<DynamicTest> verifiers() {
    return Vectors.of("verifiers", "shown", one -> {
      var verifiers = new Verifiers(Vectors.texts(one.path("ring")));
      var token = Token.parse(one.path("token").stringValue()).orElseThrow();
      assertThat(verifiers.all(token).stream().map(Vectors::hex))
          .isEqualTo(Vectors.texts(one.path("shown")));
    });
  }

  @TestFactory
  Stream<DynamicTest> records() {
    return Vectors.of("records", "content", one -> {
      var record = StoredRecord.of(hex(one.path("record")));
      var access = one.path("access");
      assertThat(record.lastSeen()).isEqualTo(access.path("lastSeen").longValue());
      assertThat(hex(Envelopes.nonceOf(record.envelope())))
          .isEqualTo(one.path("envelope").path("nonce").stringValue());
      var content = open(one).orElseThrow();
      assertThat(asInVectors(content)).isEqualTo(one.path("content"));
    });
  }

  @TestFactory
  Stream<DynamicTest> recordsOfOthers() {
    return Vectors.of("records", "error", one -> {
      var error = one.path("error").stringValue();
      if (error.equals("none")) {
        assertThat(open(one)).isEmpty();
        return;
      }
      assertThatThrownBy(() -> open(one)).isInstanceOf(
          error.equals("UnknownFormat") ? UnknownFormat.class : DamagedRecord.class);
    });
  }

  @TestFactory
  Stream<DynamicTest> announcements() {
    return Vectors.of("announcements", "message", one -> {
      var said = Announcement.read(one.path("message").stringValue().getBytes(UTF_8));
      var expected = one.path("revocation");
      assertThat(said.isPresent()).isEqualTo(!expected.isNull());
      said.ifPresent(revocation -> {
        assertThat(revocation.tag()).isEqualTo(expected.path("tag").stringValue());
        assertThat(revocation.ids()).isEqualTo(Vectors.texts(expected.path("ids")));
      });
    });
  }

  private static Optional<Content> open(JsonNode one) {
    var envelopes = new Envelopes(Vectors.texts(one.path("ring")));
    return envelopes.open(
        StoredRecord.of(hex(one.path("record"))).envelope(), one.path("id").stringValue());
  }

  static JsonNode asInVectors(Content content) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("user", content.userId());
    fields.put("lifetime", content.lifetimeMillis() / 1000);
    fields.put("data", MsgPack.unpack(content.data()));
    var metadata = MsgPack.unpack(content.metadata());
    if (metadata != null) fields.put("metadata", metadata);
    var parts = new LinkedHashMap<String, Object>();
    content.parts().forEach((name, part) -> parts.put(name, MsgPack.unpack(part)));
    if (!parts.isEmpty()) fields.put("parts", parts);
    return Vectors.asInVectors(fields);
  }

  private static String text(Token token) {
    var secret = Base64.getUrlEncoder().withoutPadding().encodeToString(token.secret());
    return token.tag() + "." + token.id() + "." + secret;
  }
}
