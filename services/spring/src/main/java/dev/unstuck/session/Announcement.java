package dev.unstuck.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The message by which a store tells the others of sessions of one user that it ended. Tags and ids
 * are no secrets.
 *
 * @param by names the store that speaks
 */
record Announcement(String by, String tag, List<String> ids) {
  private static final JsonMapper JSON = new JsonMapper();

  /** Empty for a message that only another build knows. */
  static Optional<Announcement> read(byte[] message) {
    try {
      var said = JSON.readTree(message);
      var ids = new ArrayList<String>();
      for (var id : said.path("ids")) {
        if (!id.isString()) return Optional.empty();
        ids.add(id.stringValue());
      }
      var isWhole =
          said.path("by").isString() && said.path("tag").isString() && said.path("ids").isArray();
      return isWhole
          ? Optional.of(new Announcement(
              said.path("by").stringValue(), said.path("tag").stringValue(), ids))
          : Optional.empty();
    } catch (JacksonException other) {
      return Optional.empty();
    }
  }

  byte[] written() {
    return JSON.writeValueAsBytes(this);
  }
}
