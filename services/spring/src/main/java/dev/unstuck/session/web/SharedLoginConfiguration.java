package dev.unstuck.session.web;

import dev.unstuck.session.RedisSessions;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.session.SessionRepository;
import org.springframework.session.config.annotation.web.http.EnableSpringHttpSession;
import org.springframework.session.web.http.HttpSessionIdResolver;
import org.springframework.session.web.http.SessionRepositoryFilter;

/**
 * Puts the app's logins in place of the servlet container's sessions. Beans that a service gives:
 * {@link RedisSessions}, {@link LoginCookie}, {@link Problems}, and a {@link PartName}.
 */
@Configuration(proxyBeanMethods = false)
@EnableSpringHttpSession
public class SharedLoginConfiguration {
  @Bean
  SessionRepository<LoginSession> loginRepository(RedisSessions sessions, PartName part) {
    return new LoginRepository(sessions, part.value());
  }

  @Bean
  HttpSessionIdResolver loginIdResolver(LoginCookie cookie) {
    return new LoginIdResolver(cookie);
  }

  @Bean
  FilterRegistrationBean<LoginFilter> loginFilter(LoginCookie cookie, Problems problems) {
    var registration = new FilterRegistrationBean<>(new LoginFilter(cookie, problems));
    registration.setOrder(SessionRepositoryFilter.DEFAULT_ORDER - 1);
    return registration;
  }
}
