package dev.unstuck.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static Map<String, String> environment() {
    var key = "k".repeat(43);
    return new HashMap<>(Map.of("NODE_NAME", "spring-a", "REDIS_URL", "redis://127.0.0.1:6301",
        "SESSION_SEAL_KEYS", key, "SESSION_PEPPERS", key + ", " + "p".repeat(43),
        "SESSION_ENVELOPE_KEYS", key));
  }

  @Test
  void theAppsOwnSettingsAreRead() {
    var settings = Settings.of(environment()::get);
    assertThat(settings.peppers()).hasSize(2);
    assertThat(settings.site()).hasToString("http://localhost:8080");
    assertThat(settings.idle()).isEqualTo(Duration.ofMinutes(30));
    assertThat(settings.toString()).doesNotContain("kkk");
  }

  @Test
  void everyMissingOneIsNamed() {
    assertThatThrownBy(() -> Settings.of(name -> null)).isInstanceOf(BadSettings.class)
        .hasMessageContainingAll("NODE_NAME is missing", "REDIS_URL is missing",
            "SESSION_SEAL_KEYS is missing", "SESSION_PEPPERS is missing",
            "SESSION_ENVELOPE_KEYS is missing");
  }

  @Test
  void aWrongOneIsNamedAndNotShown() {
    var environment = environment();
    environment.putAll(Map.of("SESSION_PEPPERS", "too-short-a-secret", "SITE_URL", "localhost:8080",
        "SESSION_IDLE_SECONDS", "soon", "REDIS_URL", "redis://:hush@a b"));
    assertThatThrownBy(() -> Settings.of(environment::get)).isInstanceOf(BadSettings.class)
        .hasMessageContainingAll("SESSION_PEPPERS needs keys of at least 43", "SITE_URL must be",
            "SESSION_IDLE_SECONDS must be", "REDIS_URL: ")
        .hasMessageNotContainingAny("too-short-a-secret", "hush", "soon");
  }
}
