package dev.unstuck.session.web;

import dev.unstuck.session.Seals;
import dev.unstuck.session.Token;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** The app's cookie: read here, taken away at a sign-out, and never set. */
public final class LoginCookie {
  private final boolean isHttps;
  private final Seals seals;

  /** @param site the address that browsers use, which decides the cookie's name */
  public LoginCookie(URI site, Seals seals) {
    this.isHttps = "https".equals(site.getScheme());
    this.seals = seals;
  }

  /** The token that a request shows; empty if the site didn't seal it. No round trip. */
  Optional<Token> tokenOf(HttpServletRequest request) {
    return cookie(request, name()).flatMap(seals::unseal);
  }

  /** Takes the cookie away, as the app does. */
  void clear(HttpServletResponse response) {
    var empty = ResponseCookie.from(name(), "")
        .maxAge(0).path("/").secure(isHttps).httpOnly(true).sameSite("Lax").build();
    response.setHeader(HttpHeaders.SET_COOKIE, empty.toString());
  }

  /** Browsers refuse the longer name without Secure, so plain HTTP goes without. */
  private String name() {
    return isHttps ? "__Host-unstuck" : "unstuck";
  }

  /** As lib/auth/by-itself.ts has it: a request that no person asked for prolongs no session. */
  boolean isByItself(HttpServletRequest request) {
    var purpose = request.getHeader("Sec-Purpose");
    return request.getHeader("X-By-Itself") != null
        || (purpose != null && purpose.startsWith("prefetch"))
        || cookie(request, isHttps ? "__Host-by-itself" : "by-itself").isPresent();
  }

  /** The cookie as every implementation reads it: the first of this name, as it stands. */
  private static Optional<String> cookie(HttpServletRequest request, String name) {
    return Collections.list(request.getHeaders(HttpHeaders.COOKIE)).stream()
        .flatMap(header -> Arrays.stream(header.split("; *")))
        .filter(piece -> piece.startsWith(name + "="))
        .map(piece -> piece.substring(name.length() + 1))
        .findFirst();
  }
}
