package dev.unstuck.session.web;

/**
 * The name under which a service keeps its attributes in a session's record. Each service has one.
 */
public record PartName(String value) {}
