package dev.unstuck.session.web;

/** Where in a session's record a service keeps its attributes: one name a service. */
public record PartName(String value) {}
