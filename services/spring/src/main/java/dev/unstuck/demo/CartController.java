package dev.unstuck.demo;

import dev.unstuck.session.PartTooLarge;
import dev.unstuck.session.web.LoginPrincipal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The cart, for the page's form and for programs. */
@RestController
@RequestMapping("/spring/cart")
class CartController {
  private final Cart cart;

  CartController(Cart cart) {
    this.cart = cart;
  }

  @GetMapping
  Map<String, List<String>> list(@AuthenticationPrincipal LoginPrincipal person) {
    return Map.of("cart", cart.of(person.login()));
  }

  @PostMapping(produces = MediaType.APPLICATION_JSON_VALUE)
  Map<String, List<String>> add(
      @AuthenticationPrincipal LoginPrincipal person, @RequestParam String item) {
    return cart.add(person.login(), item).map(items -> Map.of("cart", items))
        .orElseThrow(() -> new ResponseStatusException(HttpStatus.UNAUTHORIZED));
  }

  @ExceptionHandler
  ProblemDetail isFull(PartTooLarge full) {
    return ProblemDetail.forStatusAndDetail(HttpStatus.CONTENT_TOO_LARGE, full.getMessage());
  }
}
