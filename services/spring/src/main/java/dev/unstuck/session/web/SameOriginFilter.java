package dev.unstuck.session.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses a request by which a page of another site would change something, as the app does.
 * Browsers send Sec-Fetch-Site, and older ones send Origin with every cross-site POST. A token in
 * each form, as Spring Security's own protection has it, would have to be kept in the session.
 */
final class SameOriginFilter extends OncePerRequestFilter {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
  private static final Set<String> OF_THIS_SITE = Set.of("same-origin", "none");

  private final String origin;
  private final Problems problems;

  SameOriginFilter(URI site, Problems problems) {
    this.origin = site.getScheme() + "://" + site.getAuthority();
    this.problems = problems;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    if (SAFE.contains(request.getMethod()) || isSameOrigin(request)) chain.doFilter(request, response);
    else problems.crossSite(response);
  }

  private boolean isSameOrigin(HttpServletRequest request) {
    var site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !site.isEmpty()) return OF_THIS_SITE.contains(site);
    var sender = request.getHeader(HttpHeaders.ORIGIN);
    return sender == null || sender.equals(origin);
  }
}
