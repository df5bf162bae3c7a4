/**
 * The name under which the Sentinels watch the primary (sentinel.conf); it is the path of a
 * Sentinel group's REDIS_URL.
 */
export const sentinelGroup = "unstuck";
