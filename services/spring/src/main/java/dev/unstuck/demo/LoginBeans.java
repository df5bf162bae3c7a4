package dev.unstuck.demo;

import dev.unstuck.session.Login;
import dev.unstuck.session.Policy;
import dev.unstuck.session.RedisSessions;
import dev.unstuck.session.Seals;
import dev.unstuck.session.web.LoginCookie;
import dev.unstuck.session.web.PartName;
import dev.unstuck.session.web.Problems;
import dev.unstuck.session.web.SharedLogin;
import dev.unstuck.session.web.SharedLoginConfiguration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.json.JsonMapper;

/**
 * How this service takes part in the app's login. Another service writes no more of its own than
 * this.
 */
@Configuration(proxyBeanMethods = false)
@Import(SharedLoginConfiguration.class)
class LoginBeans {
  /** The same as in the app's lib/prefix.ts. */
  private static final String PREFIX = "unstuck";

  @Bean
  Settings settings(Environment environment) {
    return Settings.of(environment::getProperty);
  }

  @Bean
  RedisSessions sessions(Settings settings) {
    return new RedisSessions(settings.redis(), PREFIX, settings.peppers(),
        settings.envelopeKeys(), new Policy(settings.idle()));
  }

  @Bean
  LoginCookie loginCookie(Settings settings) {
    return new LoginCookie(settings.site(), new Seals(settings.sealKeys()));
  }

  @Bean
  Problems problems(Settings settings, JsonMapper json) {
    return new Problems(settings.site(), json);
  }

  @Bean
  PartName partName() {
    return new PartName("spring");
  }

  @Bean
  SecurityFilterChain security(
      HttpSecurity http, Settings settings, LoginCookie cookie, Problems problems) {
    var login = new SharedLogin(settings.site(), cookie, problems)
        .authorities(LoginBeans::authorities).signOutPath("/spring/sign-out");
    return http
        .with(login, shared -> {})
        .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(
            "default-src 'none'; form-action 'self'; frame-ancestors 'none'")))
        .authorizeHttpRequests(requests -> requests
            .requestMatchers("/spring/whoami", "/spring/health", "/error").permitAll()
            .anyRequest().authenticated())
        .build();
  }

  /** The app's role, as Spring Security names one: ROLE_USER, ROLE_OPERATOR. */
  private static Collection<? extends GrantedAuthority> authorities(Login login) {
    return login.data().get("role") instanceof String role
        ? List.of(new SimpleGrantedAuthority("ROLE_" + role.toUpperCase(Locale.ROOT)))
        : List.of();
  }
}
