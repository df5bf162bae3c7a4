package dev.unstuck.session;

/**
 * One key of a ring.
 *
 * @param id two bytes that name the key in what it sealed
 * @param key 32 bytes
 */
record RingKey(byte[] id, byte[] key) {}
