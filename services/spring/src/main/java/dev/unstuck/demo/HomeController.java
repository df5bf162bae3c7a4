package dev.unstuck.demo;

import dev.unstuck.session.web.LoginPrincipal;
import jakarta.servlet.http.HttpSession;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * The page: the signed-in person, the replica that answered, the cart, and a note of this service's
 * own.
 */
@Controller
@RequestMapping("/spring")
class HomeController {
  private static final String AGAIN = "redirect:/spring/";
  private final Settings settings;
  private final Cart cart;

  HomeController(Settings settings, Cart cart) {
    this.settings = settings;
    this.cart = cart;
  }

  @GetMapping("/")
  String show(@AuthenticationPrincipal LoginPrincipal person, HttpSession session, Model page) {
    page.addAttribute("name", person.login().data().get("name"));
    page.addAttribute("node", settings.node());
    page.addAttribute("pid", ProcessHandle.current().pid());
    page.addAttribute("cart", cart.of(person.login()));
    page.addAttribute("note", session.getAttribute("note"));
    return "home";
  }

  @PostMapping(path = "/cart", produces = MediaType.TEXT_HTML_VALUE)
  String add(@AuthenticationPrincipal LoginPrincipal person, @RequestParam String item) {
    cart.add(person.login(), item);
    return AGAIN;
  }

  /** An attribute, as services keep them: it is in this service's own part. */
  @PostMapping("/note")
  String keep(HttpSession session, @RequestParam String note) {
    session.setAttribute("note", note);
    return AGAIN;
  }
}
