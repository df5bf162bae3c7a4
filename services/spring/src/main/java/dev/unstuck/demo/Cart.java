package dev.unstuck.demo;

import dev.unstuck.session.Login;
import dev.unstuck.session.Part;
import dev.unstuck.session.RedisSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The things that a person wants to buy, in the part of the login that all services share. */
@Component
class Cart {
  private static final String SHARED = "shared";
  private static final String NAME = "cart";
  private final RedisSessions sessions;

  Cart(RedisSessions sessions) {
    this.sessions = sessions;
  }

  /** The cart as the request found it: no round trip. */
  List<String> of(Login login) {
    return itemsIn(login.part(SHARED));
  }

  /**
   * Puts an item into the cart as it is now, so nothing that another service adds meanwhile is
   * lost: 1 round trip, durable.
   *
   * @return empty if the person was signed out meanwhile
   */
  Optional<List<String>> add(Login login, String item) {
    return sessions.change(login, SHARED, shared -> {
      var items = new ArrayList<>(itemsIn(shared));
      items.add(item);
      shared.put(NAME, items);
    }).map(this::of);
  }

  private static List<String> itemsIn(Part shared) {
    return shared.get(NAME) instanceof List<?> items
        ? items.stream().map(String::valueOf).toList()
        : List.of();
  }
}
