package dev.unstuck.session.web;

import dev.unstuck.session.redis.RedisUnavailable;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import tools.jackson.databind.json.JsonMapper;

/** Error answers as RFC 9457 has them, in the app's words. */
public final class Problems {
  private final URI site;
  private final JsonMapper json;

  /** @param json Spring's own, which knows the form of a {@link ProblemDetail} */
  public Problems(URI site, JsonMapper json) {
    this.site = site;
    this.json = json;
  }

  /** 503: Redis can't say. */
  void unavailable(HttpServletResponse response, RedisUnavailable away) throws IOException {
    response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(away.retryAfter()));
    answer(response, HttpStatus.SERVICE_UNAVAILABLE, "Sessions can't be checked right now",
        "The session store did not answer. Nothing was changed and nobody was signed out. Try again"
            + " in " + away.retryAfter() + " s.");
  }

  /** 401: the session store said that the person is not signed in. */
  void signedOut(HttpServletResponse response) throws IOException {
    answer(response, HttpStatus.UNAUTHORIZED, "Not signed in",
        "Sign in first, at " + site.resolve("/login") + ".");
  }

  /** 403: a page of another site sent this. */
  void crossSite(HttpServletResponse response) throws IOException {
    answer(response, HttpStatus.FORBIDDEN, "Cross-site request",
        "This request came from a page of another site. Send it from a page of " + site
            + "; if it was, set SITE_URL to the address that browsers use.");
  }

  private void answer(HttpServletResponse response, HttpStatus status, String title, String detail)
      throws IOException {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    response.setStatus(status.value());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.getOutputStream().write(json.writeValueAsBytes(problem));
  }
}
