package dev.unstuck.demo;

import java.util.List;

/**
 * The environment lacks a setting, or has an impossible one. The message shows no value, because
 * that may be a key.
 */
final class BadSettings extends RuntimeException {
  BadSettings(List<String> faults) {
    super(String.join("\n", faults));
  }
}
