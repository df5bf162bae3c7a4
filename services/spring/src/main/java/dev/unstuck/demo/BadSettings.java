package dev.unstuck.demo;

import java.util.List;

/**
 * The environment lacks a setting, or has one that can't be. It shows no value: that may be a
 * key.
 */
final class BadSettings extends RuntimeException {
  BadSettings(List<String> faults) {
    super(String.join("\n", faults));
  }
}
