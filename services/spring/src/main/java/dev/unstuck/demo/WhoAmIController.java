package dev.unstuck.demo;

import dev.unstuck.session.web.LoginPrincipal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The signed-in person, for programs. */
@RestController
class WhoAmIController {
  private final Settings settings;

  WhoAmIController(Settings settings) {
    this.settings = settings;
  }

  /** 1 Redis round trip with the app's cookie, none without. */
  @GetMapping("/spring/whoami")
  Map<String, Object> whoami(@AuthenticationPrincipal LoginPrincipal person) {
    if (person == null) return Map.of("signedIn", false);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("service", "spring");
    answer.put("node", settings.node());
    answer.put("process", ProcessHandle.current().pid());
    answer.put("signedIn", true);
    answer.put("id", person.login().id());
    answer.put("user", person.login().user());
    answer.put("name", person.login().data().get("name"));
    return answer;
  }
}
