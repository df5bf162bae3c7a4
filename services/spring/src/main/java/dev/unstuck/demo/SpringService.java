package dev.unstuck.demo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;

/** A Spring Boot service that shares the app's login: see README.md. */
// Passwords are the app's: without this, Spring Boot would make one up and log it.
@SpringBootApplication(exclude = UserDetailsServiceAutoConfiguration.class)
public class SpringService {
  public static void main(String[] arguments) {
    SpringApplication.run(SpringService.class, arguments);
  }
}
