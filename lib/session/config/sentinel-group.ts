/**
 * The name under which the Sentinels watch the primary (sentinel.conf). It is also the path of a
 * Sentinel group's REDIS_URL.
 */
export const sentinelGroup = "unstuck";
