package dev.unstuck.session.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Sends a person to the app's sign-in, and tells a program that it is not signed in. */
final class SignInEntryPoint implements AuthenticationEntryPoint {
  private final URI site;
  private final Problems problems;

  SignInEntryPoint(URI site, Problems problems) {
    this.site = site;
    this.problems = problems;
  }

  @Override
  public void commence(HttpServletRequest request, HttpServletResponse response,
      AuthenticationException reason) throws IOException {
    if (!isForPage(request)) {
      problems.signedOut(response);
      return;
    }
    // A person can come back only to a GET.
    var next = request.getMethod().equals("GET") ? request.getRequestURI() : "/";
    response.setStatus(HttpStatus.SEE_OTHER.value());
    response.setHeader(HttpHeaders.LOCATION,
        site.resolve("/login?next=" + URLEncoder.encode(next, UTF_8)).toString());
  }

  static boolean isForPage(HttpServletRequest request) {
    var accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
  }
}
