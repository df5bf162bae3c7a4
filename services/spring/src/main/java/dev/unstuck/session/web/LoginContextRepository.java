package dev.unstuck.session.web;

import dev.unstuck.session.Login;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;

/**
 * Tells Spring Security the signed-in person at the first question. The request's session knows the
 * person, and nothing of it is kept anywhere else.
 */
final class LoginContextRepository implements SecurityContextRepository {
  private final Function<Login, Collection<? extends GrantedAuthority>> authorities;

  LoginContextRepository(Function<Login, Collection<? extends GrantedAuthority>> authorities) {
    this.authorities = authorities;
  }

  @Override
  public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
    return new OfLogin(() -> context(request));
  }

  @Override
  @Deprecated
  public SecurityContext loadContext(HttpRequestResponseHolder holder) {
    return context(holder.getRequest());
  }

  /** Nothing to do: logins begin and end at the app. */
  @Override
  public void saveContext(
      SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

  @Override
  public boolean containsContext(HttpServletRequest request) {
    return loginOf(request).isPresent();
  }

  private SecurityContext context(HttpServletRequest request) {
    var context = SecurityContextHolder.createEmptyContext();
    loginOf(request).ifPresent(login -> context.setAuthentication(
        new PreAuthenticatedAuthenticationToken(
            new LoginPrincipal(login), "", authorities.apply(login))));
    return context;
  }

  private static Optional<Login> loginOf(HttpServletRequest request) {
    return Optional.ofNullable(request.getSession(false))
        .map(session -> (Login) session.getAttribute(LoginSession.LOGIN));
  }

  /** The session is asked once, at the first need. */
  private static final class OfLogin implements DeferredSecurityContext {
    private final Supplier<SecurityContext> asking;
    private SecurityContext context;

    OfLogin(Supplier<SecurityContext> asking) {
      this.asking = asking;
    }

    @Override
    public SecurityContext get() {
      if (context == null) context = asking.get();
      return context;
    }

    @Override
    public boolean isGenerated() {
      return get().getAuthentication() == null;
    }
  }
}
