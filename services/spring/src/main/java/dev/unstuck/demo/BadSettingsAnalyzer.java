package dev.unstuck.demo;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Makes Spring Boot say what to set, in place of a stack trace. */
final class BadSettingsAnalyzer extends AbstractFailureAnalyzer<BadSettings> {
  @Override
  protected FailureAnalysis analyze(Throwable root, BadSettings cause) {
    return new FailureAnalysis(cause.getMessage(),
        "Set these in the environment. Those of the app are in its .env: services/spring/README.md"
            + " says how to start this service with them.", cause);
  }
}
