package dev.unstuck.session;

/**
 * One key of a ring.
 *
 * @param id two bytes that name the key in everything that it sealed
 * @param key 32 bytes
 */
record RingKey(byte[] id, byte[] key) {}
