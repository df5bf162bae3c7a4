package dev.unstuck.session.redis;

/** The address at which a server listens. */
record Node(String host, int port) {}
