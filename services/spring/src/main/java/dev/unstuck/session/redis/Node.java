package dev.unstuck.session.redis;

/** Where a server listens. */
record Node(String host, int port) {}
