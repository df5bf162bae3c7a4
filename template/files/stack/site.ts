import { appRedisUrl } from "@/stack/native/app.ts";
import { stopSite } from "@/stack/native/stop.ts";
import { NativeStack } from "@/stack/native.ts";
import type { Secrets } from "@/stack/secrets.ts";
import { readSettings } from "@/stack/settings.ts";
import type { Stack } from "@/stack/stack.ts";

/** A running site, with all that is needed to use it. */
export interface Site {
  readonly stack: Stack;
  /** The address that browsers use. */
  readonly siteUrl: string;
  secrets(): Promise<Secrets>;
  /** Stops every part, and what started them. */
  stop(): Promise<void>;
  /** Where this machine finds Redis as the app's user: for a test that acts as one more node. */
  redisUrl(): Promise<string>;
}

/** The site that the settings describe. */
export function openSite(environment: Readonly<Record<string, string | undefined>> = process.env): Site {
  const settings = readSettings(environment);
  const stack = new NativeStack(settings);
  return {
    stack,
    siteUrl: settings.siteUrl,
    secrets: async () => settings.secrets,
    stop: () => stopSite(settings, stack),
    redisUrl: async () => appRedisUrl(settings, stack.parts),
  };
}
