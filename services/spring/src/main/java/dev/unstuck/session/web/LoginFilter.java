package dev.unstuck.session.web;

import dev.unstuck.session.redis.RedisUnavailable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * This filter stands before all others. It opens the app's cookie for those behind it, and answers
 * an outage of Redis with 503 wherever they meet it. An outage signs nobody out, and the cookie
 * stays.
 */
final class LoginFilter extends OncePerRequestFilter {
  private static final String SHOWN = ShownLogin.class.getName();

  private final LoginCookie cookie;
  private final Problems problems;

  LoginFilter(LoginCookie cookie, Problems problems) {
    this.cookie = cookie;
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    ShownLogin.enter(shownIn(request));
    try {
      chain.doFilter(request, response);
    } catch (ServletException | RuntimeException failed) {
      var away = outageIn(failed);
      if (away == null || response.isCommitted()) throw failed;
      response.reset();
      problems.unavailable(response, away);
    } finally {
      ShownLogin.enter(null);
    }
  }

  /** An error page is another dispatch of one request, and asks Redis nothing again. */
  private ShownLogin shownIn(HttpServletRequest request) {
    if (request.getAttribute(SHOWN) instanceof ShownLogin shown) return shown;
    var shown = cookie.tokenOf(request)
        .map(token -> new ShownLogin(token, !cookie.isByItself(request))).orElse(null);
    request.setAttribute(SHOWN, shown);
    return shown;
  }

  private static RedisUnavailable outageIn(Throwable failed) {
    for (var cause = failed; cause != null; cause = cause.getCause())
      if (cause instanceof RedisUnavailable away) return away;
    return null;
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }
}
