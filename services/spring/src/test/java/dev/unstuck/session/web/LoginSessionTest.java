package dev.unstuck.session.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unstuck.session.MsgPack;
import dev.unstuck.session.NotStorable;
import dev.unstuck.session.Part;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LoginSessionTest {
  private static LoginSession session() {
    var part = Part.empty();
    part.put("visits", 3);
    part.put("seen", List.of("tea"));
    return new LoginSession(null, part);
  }

  @Test
  void onlyWhatWasChangedIsWritten() {
    var session = session();
    assertThat(session.<Long>getAttribute("visits")).isEqualTo(3L);
    session.setAttribute("visits", 3);
    assertThat(session.changes()).isEmpty();
    session.setAttribute("note", "gift");
    session.removeAttribute("visits");
    assertThat(session.changes()).containsOnlyKeys("note", "visits");
    assertThat(session.changes().get("note")).isEqualTo(MsgPack.pack("gift"));
    assertThat(session.changes().get("visits")).isNull();
    assertThat(session.getAttributeNames()).containsExactlyInAnyOrder("seen", "note");
  }

  @Test
  void aListThatWasChangedInPlaceIsWrittenToo() {
    var session = session();
    session.<List<Object>>getAttribute("seen").add("cups");
    assertThat(session.changes()).containsOnlyKeys("seen");
  }

  @Test
  void whatNoOtherLanguageReadsIsRefusedWhereItIsSet() {
    assertThatThrownBy(() -> session().setAttribute("id", UUID.randomUUID()))
        .isInstanceOf(NotStorable.class).hasMessageContaining("java.util.UUID");
  }

  @Test
  void whatAVisitorWouldKeepIsAnErrorAndNothingToKeepIsNone() {
    var repository = new LoginRepository(null, "spring");
    var visitor = repository.createSession();
    repository.save(visitor);
    assertThat(visitor.getId()).startsWith("none-");
    visitor.setAttribute("note", "gift");
    assertThatThrownBy(() -> repository.save(visitor))
        .isInstanceOf(NoLogin.class).hasMessageContainingAll("Nobody is signed in", "note");
  }

  @Test
  void theLoginIsNotTheServicesToChange() {
    assertThatThrownBy(() -> session().setAttribute(LoginSession.LOGIN, "me"))
        .hasMessageContaining("only the app changes it");
    assertThatThrownBy(() -> session().changeSessionId())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
