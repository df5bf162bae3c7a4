package dev.unstuck.session.web;

import dev.unstuck.session.Login;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.authentication.logout.HttpStatusReturningLogoutSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutFilter;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;

/**
 * Has Spring Security know the app's login: {@code http.with(sharedLogin, configured -> …)}.
 * Signing out by {@code POST} to the given path ends the login at the app too, durably.
 */
public final class SharedLogin extends AbstractHttpConfigurer<SharedLogin, HttpSecurity> {
  private final URI site;
  private final LoginCookie cookie;
  private final Problems problems;
  private Function<Login, Collection<? extends GrantedAuthority>> authorities = login -> List.of();
  private String signOutPath = "/sign-out";

  public SharedLogin(URI site, LoginCookie cookie, Problems problems) {
    this.site = site;
    this.cookie = cookie;
    this.problems = problems;
  }

  /** The authorities of a login, by the data that the app keeps in it. None by default. */
  public SharedLogin authorities(Function<Login, Collection<? extends GrantedAuthority>> of) {
    authorities = of;
    return this;
  }

  public SharedLogin signOutPath(String path) {
    signOutPath = path;
    return this;
  }

  @Override
  public void init(HttpSecurity http) {
    var signedOut = new SignInEntryPoint(site, problems);
    http
        // SameOriginFilter does this, and needs nothing in the session.
        .csrf(csrf -> csrf.disable())
        // The request would be kept in a visitor's session. The app's sign-in is told where to go
        // instead.
        .requestCache(cache -> cache.disable())
        .securityContext(
            context -> context.securityContextRepository(new LoginContextRepository(authorities)))
        .exceptionHandling(errors -> errors.authenticationEntryPoint(signedOut))
        .logout(logout -> logout
            .logoutUrl(signOutPath)
            // This is reached only once the login's end is sure: its handler ends the session
            // before this.
            .logoutSuccessHandler(onSignedOut()));
  }

  @Override
  public void configure(HttpSecurity http) {
    http.addFilterBefore(new SameOriginFilter(site, problems), LogoutFilter.class);
  }

  private LogoutSuccessHandler onSignedOut() {
    var noContent = new HttpStatusReturningLogoutSuccessHandler(HttpStatus.NO_CONTENT);
    return (request, response, who) -> {
      // This also runs where Redis said that the login was gone already.
      cookie.clear(response);
      if (!SignInEntryPoint.isForPage(request)) {
        noContent.onLogoutSuccess(request, response, who);
        return;
      }
      response.setStatus(HttpStatus.SEE_OTHER.value());
      response.setHeader("Location", site.resolve("/").toString());
    };
  }
}
